import { countMeasure, readValues, type ValuesRow } from "#lib/formats/item-tables/read-rows.ts";
import { openAnyTable } from "#lib/formats/tables/index.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { countsOf, setCounts } from "#db/dataset/label-counts.ts";
import { ensureColumn, findCrowd, labelWriter } from "#db/tables/crowds.ts";
import {
  beginTable,
  Findings,
  judgeFindings,
  progressOf,
  storePiece,
  type TableAsked,
  type TableImporting,
} from "#db/tables/importing.ts";
import { type Batch, matchRows } from "#db/tables/match.ts";

/**
 * Import how often people gave each class, or the shares: a crowd without known workers. The table is read twice,
 * to find every problem before anything is stored, and never held as a whole.
 * @throws FormatError with one sentence, ImportCancelled, JobLost
 */
export async function importCounts(importing: TableImporting): Promise<undefined> {
  beginTable(importing);
  const progress = progressOf(importing);
  const found = await checkCounts(importing, Infinity, progress.checked);
  judgeFindings(importing, found);
  let rows = 0;
  for await (const { good, bad } of compared(importing)) {
    rows += good.length + bad.length;
    await storeCounts(importing, good);
    progress.stored(rows);
  }
  if (rows !== found.rows)
    throw new FormatError("The file changed while it was imported; import again to complete it.");
}

/**
 * Read a table of counts without storing anything.
 * @param limit rows after which it may stop
 */
export async function checkCounts(
  asked: TableAsked,
  limit: number,
  heard: (rows: number) => void = () => undefined,
): Promise<Findings> {
  const found = new Findings();
  for await (const { good, bad } of compared(asked)) {
    found.take(good.length, bad);
    heard(found.rows);
    if (found.rows >= limit) return found.stopped();
  }
  return found;
}

/** The rows with their items; a row that contradicts what is stored is a problem. */
async function* compared({ db, options, project }: TableAsked): AsyncGenerator<Batch<ValuesRow>> {
  const table = await openAnyTable(options.table);
  const rows = readValues(table, options, project.classes, countMeasure);
  for await (const { good, bad } of matchRows(db, project.id, table, rows, true)) {
    const crowd = findCrowd(db, project.id, options.name);
    const ids = good.map(({ itemId }) => itemId);
    const stored = crowd === null ? new Map<number, Float32Array>() : countsOf(db, crowd, ids);
    const batch: Batch<ValuesRow> = { good: [], bad: [...bad] };
    for (const row of good) {
      const before = stored.get(row.itemId);
      if (before?.some((count, label) => count !== Math.fround(row.values[label] ?? NaN)))
        batch.bad.push({ ...row, problem: "Other counts of this item are stored; they were kept." });
      else batch.good.push(row);
    }
    yield batch;
  }
}

function storeCounts(importing: TableImporting, good: Batch<ValuesRow>["good"]): Promise<void> {
  const { options, project, hooks } = importing;
  return storePiece(importing, (tx) => {
    findCrowd(tx, project.id, options.name); // refuses a column of this name that came meanwhile
    const crowd = ensureColumn(tx, project.id, options.name);
    const ids = good.map(({ itemId }) => itemId);
    const stored = countsOf(tx, crowd, ids);
    const writer = labelWriter(tx, project.id, hooks.now());
    let added = 0;
    for (const { itemId, values } of good) {
      if (stored.has(itemId)) continue;
      setCounts(tx, crowd, itemId, Float32Array.from(values));
      writer.follow(crowd, itemId, values, null);
      added++;
    }
    return { added, unchanged: good.length - added };
  });
}
