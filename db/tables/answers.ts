import { setImmediate } from "node:timers/promises";
import { LongTable } from "#lib/formats/item-tables/long-table.ts";
import { manyWorkers, mostRaters, type TableOptions } from "#lib/formats/item-tables/options.ts";
import { readAnswers } from "#lib/formats/item-tables/read-rows.ts";
import { openAnyTable } from "#lib/formats/tables/index.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";
import type { Db } from "#db/client.ts";
import { hasCounts } from "#db/dataset/label-counts.ts";
import { type Answered, compareAnswers, type Crew, storeAnswers } from "#db/tables/answer-batch.ts";
import { addColumns, columnsOf, ensureColumn, findCrowd, workerName } from "#db/tables/crowds.ts";
import {
  beginTable,
  Findings,
  judgeFindings,
  progressOf,
  storePiece,
  type TableAsked,
  type TableImporting,
} from "#db/tables/importing.ts";
import { matchRows } from "#db/tables/match.ts";

/** Most workers and rows of one table: the latter are held in memory, 20 bytes each. */
const limits = { workers: 10_000, rows: 20_000_000 };
/** Answers of a transaction, and workers that are made in one: some ten milliseconds. */
const atOnce = 500;

/**
 * Import one answer a row, in any order: each worker as a label column, or many of them as a crowd whose answer is
 * the commonest of theirs and which keeps every one of them.
 * @throws FormatError with one sentence, ImportCancelled, JobLost
 */
export async function importAnswers(importing: TableImporting): Promise<undefined> {
  beginTable(importing);
  const { project, hooks } = importing;
  const progress = progressOf(importing);
  const { found, long, crew } = await readAnswerTable(importing, Infinity, progress.checked);
  judgeFindings(importing, found);
  await makeRaters(importing, crew);
  let stored = 0;
  for (const batch of batchesOf(long)) {
    await storePiece(importing, (tx) => storeAnswers(tx, project, crew, batch, hooks.now()));
    stored += batch.reduce((n, { answers }) => n + answers.length, 0);
    progress.stored(stored);
  }
}

/**
 * Read a table of answers without storing anything.
 * @param limit rows after which it may stop
 */
export const checkAnswers = async (asked: TableAsked, limit: number): Promise<Findings> =>
  (await readAnswerTable(asked, limit)).found;

async function readAnswerTable(
  { db, options, project }: TableAsked,
  limit: number,
  heard: (rows: number) => void = () => undefined,
): Promise<{ found: Findings; long: LongTable; crew: Crew }> {
  const found = new Findings();
  const long = new LongTable();
  const table = await openAnyTable(options.table);
  const rows = readAnswers(table, options, project.classes);
  for await (const { good, bad } of matchRows(db, project.id, table, rows, false)) {
    for (const row of good) long.push(row);
    found.take(good.length, bad);
    if (long.length > limits.rows)
      throw new FormatError(`The table has more than ${counted(limits.rows)} rows; split it.`);
    if (long.workers > limits.workers)
      throw new FormatError(`The table names more than ${counted(limits.workers)} workers.`);
    heard(found.rows);
    if (found.rows >= limit) {
      found.stopped();
      break;
    }
  }
  found.workers = long.workers;
  const crew = crewOf(db, project.id, options, long);
  // Who answers twice or otherwise than before is known only now, with an item's rows together.
  for (const batch of batchesOf(long)) {
    for (const row of compareAnswers(db, crew, batch).bad) found.refuse(row);
    await setImmediate(); // as in matchRows
  }
  return { found, long, crew };
}

/** Items together, as many as a transaction takes. */
function* batchesOf(long: LongTable): Generator<Answered[], void, void> {
  let batch: Answered[] = [];
  let answers = 0;
  for (const item of long.byItem()) {
    batch.push(item);
    answers += item.answers.length;
    if (answers < atOnce) continue;
    yield batch;
    [batch, answers] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

/** @throws FormatError when the names are taken, or so many workers cannot each be a rater */
function crewOf(
  db: Db,
  projectId: number,
  { workers: wanted, name }: Pick<TableOptions, "workers" | "name">,
  long: Pick<LongTable, "workerNames" | "workers">,
): Crew {
  const asCrowd = wanted === "auto" ? long.workers >= manyWorkers : wanted === "crowd";
  if (asCrowd) {
    const crowd = findCrowd(db, projectId, name);
    const known = crowd === null ? new Map<string, number>() : columnsOf(db, projectId, crowd);
    const names = long.workerNames().map((worker) => workerName(name, worker));
    return { crowd: { id: crowd }, names, raters: names.map((each) => known.get(each) ?? null) };
  }
  if (long.workers > mostRaters)
    throw new FormatError(
      `${counted(long.workers)} workers cannot each be a rater; the limit is ${mostRaters}. Import them as a crowd.`,
    );
  const known = columnsOf(db, projectId, null);
  const names = long.workerNames();
  const raters = names.map((each) => known.get(each) ?? null);
  const taken = names.find((_, place) => {
    const id = raters[place];
    return id !== null && id !== undefined && hasCounts(db, id);
  });
  if (taken !== undefined)
    throw new FormatError(
      `${quote(taken)} is the name of a crowd of this project; the worker needs another one.`,
    );
  return { crowd: null, names, raters };
}

/** Raters of all workers, made some at a time. */
async function makeRaters(importing: TableImporting, crew: Crew): Promise<void> {
  const { db, project, options } = importing;
  const { crowd, names, raters } = crew;
  const missing = names.filter((_, place) => raters[place] === null);
  for (let from = 0; from < Math.max(1, missing.length); from += atOnce)
    await storePiece(importing, (tx) => {
      if (crowd) crowd.id ??= ensureColumn(tx, project.id, options.name);
      addColumns(tx, project.id, missing.slice(from, from + atOnce), crowd?.id ?? null);
      return { added: 0, unchanged: 0 };
    });
  const known = columnsOf(db, project.id, crowd?.id ?? null);
  for (const [place, name] of names.entries()) raters[place] = known.get(name) ?? null;
}
