/** The record of an import: its row, its problems, how it ended. */
import { and, count, desc, eq, inArray, sql } from "drizzle-orm";
import { createHash } from "node:crypto";
import type { ImportOptions } from "#lib/formats/import-options.ts";
import type { TableOptions } from "#lib/formats/item-tables/options.ts";
import type { Plan, Problem } from "#lib/formats/plan.ts";
import type { Db } from "#db/client.ts";
import type { JobEnd } from "#db/job-queue.ts";
import { older } from "#db/older.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { announce } from "#db/events.ts";
import { findProject } from "#db/dataset/projects.ts";
import { type Import, type ImportProblem, importProblems, imports } from "#db/schema.ts";

/** Problems stored with an import, in one transaction when the plan has them; all are counted. */
const maxProblems = 5000;

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

/** A new row of `imports` for a table about a project's items. */
export function insertTableImport(
  tx: Db,
  options: TableOptions,
  state: "queued" | "running",
  userId: number | null,
  now: number,
): Import {
  return tx
    .insert(imports)
    .values({
      projectId: findProject(tx, options.project)?.id ?? null,
      source: options.uploaded ?? options.table,
      options,
      state,
      createdBy: userId,
      createdAt: now,
    })
    .returning()
    .get();
}

/** A worker begins the import, or takes it up again. */
export function importStarted(tx: Db, importId: number): void {
  tx.update(imports).set({ state: "running", error: null }).where(eq(imports.id, importId)).run();
}

/**
 * Write down what is to be imported, before the first batch. An attempt that finds the same plan goes on
 * where the last one stopped, and its counts go on too; another plan is counted from the start.
 * @param plan digestOf() what is to be imported, made before the transaction: of a million items it takes a second
 * @returns how many of the plan's items are done
 */
export function openPlan(
  tx: Db,
  importId: number,
  { rows, problems, notes }: Pick<Plan, "rows" | "problems" | "notes">,
  plan: string,
): number {
  const row = findImport(tx, importId);
  if (row?.plan === plan) return row.done;
  tx.delete(importProblems).where(eq(importProblems.importId, importId)).run();
  const counts = { itemsAdded: 0, labelsAdded: 0, unchanged: 0, problems: 0, otherSplit: 0, done: 0 };
  tx.update(imports)
    .set({ ...counts, rows, plan })
    .where(eq(imports.id, importId))
    .run();
  addProblems(tx, importId, problems, notes);
  return 0;
}

/** What tells one plan from another. */
export function digestOf({ items, problems }: Pick<Plan, "items" | "problems">): string {
  const hash = createHash("sha256").update(JSON.stringify(problems));
  for (const { name, image, gold, labels, times, split } of items)
    hash.update(JSON.stringify([name, image, gold, labels, times, split]));
  return hash.digest("hex");
}

/** What a batch added to the project, for the counts. */
export type BatchCounts = Pick<Import, "itemsAdded" | "labelsAdded" | "unchanged" | "otherSplit">;

/** Count a batch, in the transaction that stores it. @param done how many of the plan's items are done with it */
export function countBatch(
  tx: Db,
  importId: number,
  projectId: number | null,
  batch: BatchCounts,
  problems: readonly Problem[],
  done: number,
): void {
  addProblems(tx, importId, problems, []);
  tx.update(imports)
    .set({
      projectId,
      done,
      itemsAdded: sql`${imports.itemsAdded} + ${batch.itemsAdded}`,
      labelsAdded: sql`${imports.labelsAdded} + ${batch.labelsAdded}`,
      unchanged: sql`${imports.unchanged} + ${batch.unchanged}`,
      otherSplit: sql`${imports.otherSplit} + ${batch.otherSplit}`,
    })
    .where(eq(imports.id, importId))
    .run();
}

/** Write down problems, which count, and notes, which do not. */
export function addProblems(
  tx: Db,
  importId: number,
  problems: readonly Problem[],
  notes: readonly Problem[],
): void {
  const stored =
    tx.select({ n: count() }).from(importProblems).where(eq(importProblems.importId, importId)).get()?.n ?? 0;
  const listed = [...notes, ...problems.slice(0, Math.max(0, maxProblems - stored))];
  // Row by row: statements for a thousand at a time take three times as long to make as to run.
  const insert = tx
    .insert(importProblems)
    .values({
      importId,
      row: sql.placeholder("row"),
      file: sql.placeholder("file"),
      reason: sql.placeholder("reason"),
    })
    .prepare();
  for (const { row, file, reason } of listed) insert.run({ row, file, reason });
  tx.update(imports)
    .set({ problems: sql`${imports.problems} + ${problems.length}` })
    .where(eq(imports.id, importId))
    .run();
}

/** Write down how an import ended, for the people who look at it and in the audit log. */
export function endImport(
  tx: Db,
  importId: number,
  state: "finished" | "failed" | "cancelled",
  error: string | null,
  now: number,
): Import {
  const row = tx
    .update(imports)
    .set({ state, error, finishedAt: now })
    .where(eq(imports.id, importId))
    .returning()
    .get();
  const { rows, itemsAdded, labelsAdded, unchanged, problems, source, projectId, createdBy } = row;
  recordAuditEntry(
    tx,
    {
      userId: createdBy,
      action: "import",
      ...(projectId !== null && { projectId }),
      detail: {
        ...{ importId, source, state, rows, itemsAdded, labelsAdded, unchanged, problems },
        ...(typeof row.options.kind === "string" && { kind: row.options.kind }),
      },
    },
    now,
  );
  announce(tx, projectId, "items", now);
  return row;
}

/** The job of an import ended without finishing it. */
export function importEnded(tx: Db, jobId: number, { state, error }: JobEnd, now: number): void {
  const row = tx.select({ id: imports.id }).from(imports).where(eq(imports.jobId, jobId)).get();
  if (row) endImport(tx, row.id, state, error, now);
}

export const findImport = (db: Db, id: number): Import | undefined =>
  db.select().from(imports).where(eq(imports.id, id)).get();

/** Paths of the files that imports still need: those that wait or run, and those that ended and may be tried again. */
export function filesOfImports(db: Db): { open: Set<string>; ended: Set<string> } {
  const rows = db
    .select({
      state: imports.state,
      images: sql<string | null>`${imports.options} ->> 'images'`,
      labels: sql<string | null>`${imports.options} ->> 'labels'`,
      table: sql<string | null>`${imports.options} ->> 'table'`,
    })
    .from(imports)
    .where(inArray(imports.state, ["queued", "running", "failed", "cancelled"]))
    .all();
  const files = { open: new Set<string>(), ended: new Set<string>() };
  for (const { state, images, labels, table } of rows) {
    const paths = state === "queued" || state === "running" ? files.open : files.ended;
    for (const path of [images, labels, table]) if (path !== null) paths.add(path);
  }
  return files;
}

/** An import that waits or runs with these pictures or this table: its files are not anybody else's to delete or to use up. */
export const openImportOf = (db: Db, file: string): Import | undefined =>
  db
    .select()
    .from(imports)
    .where(
      and(
        inArray(imports.state, ["queued", "running"]),
        sql`${file} in (${imports.options} ->> 'images', ${imports.options} ->> 'table')`,
      ),
    )
    .orderBy(desc(imports.id))
    .limit(1)
    .get();

/** Problems of an import in the order of finding, by pages. @param after id of the last one seen; 0 to begin */
export const listProblems = (db: Db, importId: number, after = 0, limit = 100): ImportProblem[] =>
  db
    .select()
    .from(importProblems)
    .where(and(eq(importProblems.importId, importId), sql`${importProblems.id} > ${after}`))
    .orderBy(importProblems.id)
    .limit(limit)
    .all();

/** Imports into a project, newest first. @param before number of the last one seen */
export const importsOf = (db: Db, projectId: number, limit = 50, before: number | null = null): Import[] =>
  db
    .select()
    .from(imports)
    .where(and(eq(imports.projectId, projectId), older(imports.id, before)))
    .orderBy(desc(imports.id))
    .limit(limit)
    .all();
