import { type CsvCell, csvRow } from "#lib/formats/csv-row.ts";
import type { DatasetSource, ExportedItem, ExportedJudgment } from "#lib/formats/exports/dataset.ts";
import { type ExportFormat, onlyFile } from "#lib/formats/exports/format.ts";
import { itemColumns } from "#lib/formats/exports/item-columns.ts";
import { bytesOf, npyArray } from "#lib/formats/exports/npy.ts";
import { openShelf } from "#lib/formats/exports/shelf.ts";
import { inPieces, type ZipEntry, zipped } from "#lib/formats/exports/zip.ts";
import { standing } from "#lib/formats/exports/standing.ts";

const trialColumns: readonly (readonly [
  string,
  (item: ExportedItem, judgment: ExportedJudgment, row: number, correct: boolean | null) => CsvCell,
])[] = [
  ["annotator_id", (_, j) => j.rater],
  ["row", (_i, _j, row) => row],
  ["item", (i) => i.item],
  ["true_category", (i) => i.gold],
  ["chosen_category", (_, j) => j.label],
  ["correct_guess", (_i, _j, _row, correct) => (correct === null ? null : Number(correct))],
  ["reaction_time", (_, j) => j.responseMs],
  ["time_stamp", (_, j) => j.receivedAt],
];

/** As CIFAR-10H is published: how many people gave each class, the shares, and every single trial. */
export const counts: ExportFormat = {
  id: "counts",
  name: "Counts and trials (CIFAR-10H style)",
  about: "counts.npy and probs.npy, items × classes, and trials.csv with reaction times.",
  extension: "zip",
  table: { kind: "csv", columns: trialColumns.map(([name]) => name), inside: "trials.csv" },
  *files(source) {
    yield onlyFile(source.facts, counts, "application/zip", zipped(entries(source), source.facts.at));
  },
};

function* entries({ facts, pages }: DatasetSource): Generator<ZipEntry, void, void> {
  const { classes } = facts.project;
  const numbers = new Map(classes.map((name, i) => [name, i]));
  const [itemRows, countRows, shareRows] = [openShelf(), openShelf(), openShelf()];
  itemRows.put(csvRow(itemColumns.map(([name]) => name)));
  let rows = 0;
  yield {
    name: "trials.csv",
    // the arrays are made on the way; they lie behind it, since their headings say how many rows they have
    input: inPieces(
      (function* () {
        const encoder = new TextEncoder();
        yield encoder.encode(csvRow(trialColumns.map(([name]) => name)));
        for (const page of pages) yield encoder.encode(page.map(trials).join(""));
      })(),
    ),
  };
  yield { name: "items.csv", input: inPieces(itemRows.take()) };
  const shape = [rows, classes.length];
  yield { name: "counts.npy", input: inPieces(npyArray("<i8", shape, countRows.take())) };
  yield { name: "probs.npy", input: inPieces(npyArray("<f8", shape, shareRows.take())) };

  function trials(item: ExportedItem): string {
    const row = rows++;
    const said = standing(item);
    const given = new Float64Array(classes.length);
    for (const { label } of said) {
      const at = numbers.get(label ?? "");
      if (at !== undefined) given[at] = (given[at] ?? 0) + 1;
    }
    const all = given.reduce((sum, n) => sum + n, 0);
    itemRows.put(csvRow(itemColumns.map(([, cell]) => cell(item))));
    countRows.put(bytesOf(BigInt64Array.from(given, BigInt)));
    // of an item that nobody has answered no share is known: NaN
    shareRows.put(bytesOf(given.map((n) => n / all)));
    return said
      .map((judgment) => {
        const correct = item.gold === null ? null : judgment.label === item.gold;
        return csvRow(trialColumns.map(([, cell]) => cell(item, judgment, row, correct)));
      })
      .join("");
  }
}
