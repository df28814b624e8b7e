import { eq } from "drizzle-orm";
import { probabilityMeasure, readValues, type ValuesRow } from "#lib/formats/item-tables/read-rows.ts";
import { openAnyTable } from "#lib/formats/tables/index.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { topClass } from "#lib/stats/argmax.ts";
import type { Db } from "#db/client.ts";
import { inTurn } from "#db/in-turn.ts";
import { writeHeld } from "#db/job-queue.ts";
import { firstTeam } from "#db/machines/first-team.ts";
import { beginElsewhere, finishElsewhere, refuseTaken } from "#db/machines/elsewhere.ts";
import { appendOutput, dropOutput } from "#db/machines/run-outputs.ts";
import { imports } from "#db/schema.ts";
import {
  beginTable,
  type Ending,
  Findings,
  judgeFindings,
  progressOf,
  type TableAsked,
  type TableImporting,
} from "#db/tables/importing.ts";
import { type Batch, matchRows } from "#db/tables/match.ts";

/**
 * Import what a model from elsewhere predicted: it becomes a run like those trained here. The table is read twice,
 * to find every problem before anything is stored, and never held as a whole; the predictions are written some at a
 * time and seen by nobody until all of them are there.
 * @returns how it ends, for the last transaction
 * @throws FormatError with one sentence, ImportCancelled, JobLost
 */
export async function importPredictions(importing: TableImporting): Promise<Ending> {
  beginTable(importing);
  const { db, fence, hooks, importId, project, options } = importing;
  const progress = progressOf(importing);
  const found = await checkPredictions(importing, Infinity, progress.checked);
  judgeFindings(importing, found);
  const run = writeHeld(db, fence, (tx) => {
    const by = tx.select({ by: imports.createdBy }).from(imports).where(eq(imports.id, importId)).get();
    const origin = options.uploaded ?? options.table;
    const machine = { name: options.name, origin, jobId: fence?.id ?? null, createdBy: by?.by ?? null };
    return beginElsewhere(tx, project, machine, hooks.now());
  });
  await dropOutput(db, fence, run.id);
  const tally = { rows: 0, predicted: 0, gold: 0, right: 0, parts: 0 };
  const K = project.classes.length;
  for await (const { good, bad } of predicted(importing)) {
    tally.rows += good.length + bad.length;
    const itemIds = Int32Array.from(good, ({ itemId }) => itemId);
    const probabilities = new Float32Array(good.length * K);
    for (const [row, { values, gold }] of good.entries()) {
      probabilities.set(values, row * K);
      if (gold === null) continue;
      tally.gold++;
      if (topClass(probabilities, row * K, K) === gold) tally.right++;
    }
    tally.predicted += good.length;
    tally.parts = await appendOutput(db, fence, run.id, K, { itemIds, probabilities }, tally.parts);
    progress.stored(tally.rows);
  }
  if (tally.rows !== found.rows || tally.predicted !== found.good)
    throw new FormatError("The file changed while it was imported; import it again.");
  await inTurn(db, () =>
    writeHeld(db, fence, (tx) =>
      tx.update(imports).set({ labelsAdded: tally.predicted }).where(eq(imports.id, importId)).run(),
    ),
  );
  const { predicted: predictedItems, gold: goldItems } = tally;
  const accuracy = goldItems === 0 ? null : tally.right / goldItems;
  return {
    // as a first run that was trained here
    routing: firstTeam(db, run, hooks.now(), () => performance.now()),
    finish: (tx: Db) => finishElsewhere(tx, run.id, { predictedItems, goldItems, accuracy }, hooks.now()),
  };
}

/**
 * Read a table of predictions without storing anything.
 * @param limit rows after which it may stop
 */
export async function checkPredictions(
  asked: TableAsked,
  limit: number,
  heard: (rows: number) => void = () => undefined,
): Promise<Findings> {
  refuseTaken(asked.db, asked.project.id, asked.options.name);
  const found = new Findings();
  for await (const { good, bad } of predicted(asked)) {
    found.take(good.length, bad);
    heard(found.rows);
    if (found.rows >= limit) return found.stopped();
  }
  return found;
}

/** The rows with their items. */
async function* predicted({ db, options, project }: TableAsked): AsyncGenerator<Batch<ValuesRow>> {
  const table = await openAnyTable(options.table);
  yield* matchRows(
    db,
    project.id,
    table,
    readValues(table, options, project.classes, probabilityMeasure),
    true,
  );
}
