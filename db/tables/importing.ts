import { eq, sql } from "drizzle-orm";
import type { BadRow } from "#lib/formats/item-tables/read-rows.ts";
import type { TableOptions } from "#lib/formats/item-tables/options.ts";
import { nothingFits, type Problem } from "#lib/formats/plan.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";
import type { Db, RootDb } from "#db/client.ts";
import { addProblems } from "#db/dataset/import-record.ts";
import { ImportCancelled, type ImportHooks } from "#db/dataset/import-rows.ts";
import { inTurn } from "#db/in-turn.ts";
import { type Fence, writeHeld } from "#db/job-queue.ts";
import type { Routing } from "#db/labelling/rerouting.ts";
import { importProblems, imports, type Project } from "#db/schema.ts";
import { countItems } from "#db/tables/match.ts";

/** A table about a project's items, and what it is to be read as. */
export type TableAsked = { db: RootDb; project: Project; options: TableOptions };

/** Its import under way: the record that all kinds keep alike. */
export type TableImporting = TableAsked & {
  importId: number;
  /** the hold on the job that does it; null: no job does */
  fence: Fence | null;
  hooks: ImportHooks;
};

/** How an import ends beside its own record, in its last transaction. */
export type Ending = {
  /** what is to route the project from then on; null: as it is */
  routing: (tx: Db) => Partial<Routing> | null;
  finish: (tx: Db) => void;
};

/** Problems that are kept with their rows; all are counted. */
const keptProblems = 10_000;

/** What the first reading of a table found, before anything is stored. */
export class Findings {
  rows = 0;
  good = 0;
  bad = 0;
  /** the table was read to its end */
  complete = true;
  /** of answers: how many people gave them */
  workers: number | null = null;
  readonly kept: Problem[] = [];

  take(good: number, bad: readonly BadRow[]): void {
    this.rows += good + bad.length;
    this.good += good;
    this.bad += bad.length;
    for (const { row, item, problem } of bad.slice(0, Math.max(0, keptProblems - this.kept.length)))
      this.kept.push({ row, file: typeof item === "string" ? item.slice(0, 1024) : "", reason: problem });
  }

  /** The reading stopped before the table's end. */
  stopped(): this {
    this.complete = false;
    return this;
  }

  /** A row that was good until the rest was known. */
  refuse(row: BadRow): void {
    this.take(-1, [row]);
  }
}

/** Begin, or begin again: an earlier attempt's problems and counts are gone. */
export function beginTable({ db, importId, fence, project }: TableImporting): void {
  writeHeld(db, fence, (tx) => {
    tx.delete(importProblems).where(eq(importProblems.importId, importId)).run();
    tx.update(imports)
      .set({
        projectId: project.id,
        state: "running",
        error: null,
        rows: 0,
        labelsAdded: 0,
        unchanged: 0,
        problems: 0,
      })
      .where(eq(imports.id, importId))
      .run();
  });
}

/**
 * Write down what the first reading found.
 * @throws FormatError when nothing may be stored: no row is good, or one is bad and all or nothing is wanted
 */
export function judgeFindings({ db, importId, fence, options }: TableImporting, found: Findings): void {
  writeHeld(db, fence, (tx) => {
    addProblems(tx, importId, found.kept, []);
    tx.update(imports).set({ rows: found.rows, problems: found.bad }).where(eq(imports.id, importId)).run();
  });
  if (found.good === 0) throw new FormatError(nothingFits(found.rows, found.kept));
  if (found.bad > 0 && options.onProblem === "abort")
    throw new FormatError(
      found.bad === 1
        ? "1 row has a problem, so nothing was imported."
        : `${counted(found.bad)} rows have a problem, so nothing was imported.`,
    );
}

/** Store one part of it and count it, in a transaction of its own. */
export function storePiece(
  { db, importId, fence }: TableImporting,
  store: (tx: Db) => { added: number; unchanged: number },
): Promise<void> {
  return inTurn(db, () =>
    writeHeld(db, fence, (tx) => {
      const { added, unchanged } = store(tx);
      tx.update(imports)
        .set({
          labelsAdded: sql`${imports.labelsAdded} + ${added}`,
          unchanged: sql`${imports.unchanged} + ${unchanged}`,
        })
        .where(eq(imports.id, importId))
        .run();
    }),
  );
}

/**
 * Tell how far it is, and stop where somebody asked for it. Nobody knows how long a table is before it was read:
 * until then it counts as one with a row for every item.
 */
export function progressOf({ db, project, hooks }: TableImporting) {
  const expected = countItems(db, project.id);
  let length = 0;
  const tell = (done: number, total: number, note: "checking" | "importing") => {
    hooks.progress?.(done, total, note);
    if (hooks.cancelled?.()) throw new ImportCancelled();
  };
  return {
    checked: (rows: number) => {
      length = rows;
      tell(rows, 2 * Math.max(rows, expected), "checking");
    },
    stored: (rows: number) => tell(length + rows, 2 * length, "importing"),
  };
}
