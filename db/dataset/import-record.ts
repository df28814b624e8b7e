/** The record of an import: its row, its problems, how it ended. */
import { and, count, desc, eq, sql } from "drizzle-orm";
import type { ImportOptions } from "#lib/formats/import-options.ts";
import type { Problem } from "#lib/formats/plan.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { findProject } from "#db/dataset/projects.ts";
import { type Import, type ImportProblem, importProblems, imports } from "#db/schema.ts";

/** Problems kept with an import; all are counted. */
const mostProblems = 10_000;

/** Who imports, and which row of `imports` is already there. */
type Owner = { now(this: void): number; userId?: number | null; importId?: number };

/** A new row of `imports`. */
export function insertImport(
  tx: Db,
  options: ImportOptions,
  state: "queued" | "running",
  userId: number | null,
  now: number,
): Import {
  return tx
    .insert(imports)
    .values({
      projectId: findProject(tx, options.project.slug)?.id ?? null,
      source: options.source ?? options.images,
      options,
      state,
      createdBy: userId,
      createdAt: now,
    })
    .returning()
    .get();
}

/** The row of an import that begins now: a new one, or the one that waited in the queue. */
export function beginImport(tx: Db, options: ImportOptions, { importId, userId, now }: Owner): Import {
  if (importId === undefined) return insertImport(tx, options, "running", userId ?? null, now());
  // A second attempt counts afresh: what the first one stored is now unchanged.
  tx.delete(importProblems).where(eq(importProblems.importId, importId)).run();
  return tx
    .update(imports)
    .set({ state: "running", rows: 0, itemsAdded: 0, labelsAdded: 0, unchanged: 0, problems: 0, error: null })
    .where(eq(imports.id, importId))
    .returning()
    .get();
}

/** Write down problems, which count, and notes, which do not. */
export function addProblems(
  tx: Db,
  importId: number,
  rows: number,
  problems: readonly Problem[],
  notes: readonly Problem[],
): void {
  const stored =
    tx.select({ n: count() }).from(importProblems).where(eq(importProblems.importId, importId)).get()?.n ?? 0;
  const kept = [...notes, ...problems.slice(0, Math.max(0, mostProblems - stored))];
  for (let at = 0; at < kept.length; at += 1000)
    tx.insert(importProblems)
      .values(kept.slice(at, at + 1000).map((problem) => ({ importId, ...problem })))
      .run();
  tx.update(imports)
    .set({ rows, problems: sql`${imports.problems} + ${problems.length}` })
    .where(eq(imports.id, importId))
    .run();
}

/** Write down how an import ended, for the people who look at it and in the audit log. */
export function endImport(
  db: Db,
  importId: number,
  state: "finished" | "failed" | "cancelled",
  error: string | null,
  { now, userId }: Owner,
): Import {
  return write(db, (tx) => {
    const at = now();
    const row = tx
      .update(imports)
      .set({ state, error, finishedAt: at })
      .where(eq(imports.id, importId))
      .returning()
      .get();
    const { rows, itemsAdded, labelsAdded, unchanged, problems, source, projectId } = row;
    recordAuditEntry(
      tx,
      {
        userId: userId ?? row.createdBy,
        action: "import",
        ...(projectId !== null && { projectId }),
        detail: { importId, source, state, rows, itemsAdded, labelsAdded, unchanged, problems },
      },
      at,
    );
    announce(tx, projectId, "items", at);
    return row;
  });
}

/** Mark an import whose job was given up. In the transaction that gives it up. */
export function giveUpImport(
  tx: Db,
  importId: number,
  state: "failed" | "cancelled",
  error: string | null,
  now: number,
): void {
  tx.update(imports).set({ state, error, finishedAt: now }).where(eq(imports.id, importId)).run();
}

export const findImport = (db: Db, id: number): Import | undefined =>
  db.select().from(imports).where(eq(imports.id, id)).get();

/** Problems of an import in the order of finding, by pages. @param after id of the last one seen; 0 to begin */
export const listProblems = (db: Db, importId: number, after = 0, limit = 100): ImportProblem[] =>
  db
    .select()
    .from(importProblems)
    .where(and(eq(importProblems.importId, importId), sql`${importProblems.id} > ${after}`))
    .orderBy(importProblems.id)
    .limit(limit)
    .all();

/** Imports into a project, newest first. */
export const importsOf = (db: Db, projectId: number, limit = 50): Import[] =>
  db
    .select()
    .from(imports)
    .where(eq(imports.projectId, projectId))
    .orderBy(desc(imports.id))
    .limit(limit)
    .all();
