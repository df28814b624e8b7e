import { csvRow } from "#lib/formats/csv-row.ts";
import type { DatasetSource, ExportedItem } from "#lib/formats/exports/dataset.ts";
import { type ExportFormat, onlyFile } from "#lib/formats/exports/format.ts";
import { type ItemColumn, itemColumns } from "#lib/formats/exports/item-columns.ts";
import { bytesOf, npyArray } from "#lib/formats/exports/npy.ts";
import { openShelf, type Shelf } from "#lib/formats/exports/shelf.ts";
import { inPieces, type ZipEntry, zipped } from "#lib/formats/exports/zip.ts";
import { standing } from "#lib/formats/exports/standing.ts";

/** Nobody has said anything. */
const none = -1;

const columns: readonly ItemColumn[] = [
  ...itemColumns,
  [
    "workers",
    (i) =>
      standing(i)
        .map(({ rater }) => rater)
        .join("; "),
  ],
];

/**
 * Labels as CIFAR-10N names them, as NumPy arrays without pickles: clean_label (gold), aggre_label (the team's),
 * random_label1, 2, … (the answers that stand, in the order in which they came), times in ms beside them, and
 * machine_label; −1 and NaN where there is nothing. np.load("….npz")["aggre_label"].
 */
export const noisyLabels: ExportFormat = {
  id: "noisy",
  name: "Noisy labels (CIFAR-10N style)",
  about:
    "clean, aggregate and single labels as NumPy arrays (.npz), for methods that learn from noisy labels.",
  extension: "npz",
  table: { kind: "csv", columns: columns.map(([name]) => name), inside: "items.csv" },
  *files(source) {
    yield onlyFile(source.facts, noisyLabels, "application/zip", zipped(entries(source), source.facts.at));
  },
};

function* entries({ facts, pages }: DatasetSource): Generator<ZipEntry, void, void> {
  const numbers = new Map(facts.project.classes.map((name, i) => [name, i]));
  const [gold, team, machine, confidence] = [openShelf(), openShelf(), openShelf(), openShelf()];
  /** of the k-th answers: their shelf, and for how many items it has something */
  const answers: { labels: Shelf; times: Shelf; rows: number }[] = [];
  let rows = 0;
  yield {
    name: "items.csv",
    input: inPieces(
      (function* () {
        const encoder = new TextEncoder();
        yield encoder.encode(csvRow(columns.map(([name]) => name)));
        for (const page of pages) {
          yield encoder.encode(page.map((item) => csvRow(columns.map(([, cell]) => cell(item)))).join(""));
          for (const item of page) keep(item);
        }
      })(),
    ),
  };
  yield array("clean_label", "<i8", gold);
  yield array("aggre_label", "<i8", team);
  yield array("machine_label", "<i8", machine);
  yield array("machine_confidence", "<f8", confidence);
  for (const [k, { labels, times, rows: filled }] of answers.entries()) {
    fill(labels, times, rows - filled);
    yield array(`random_label${k + 1}`, "<i8", labels);
    yield array(`milliseconds${k + 1}`, "<f8", times);
  }

  function keep(item: ExportedItem): void {
    gold.put(whole(numbers.get(item.gold ?? "")));
    team.put(whole(numbers.get(item.team.label ?? "")));
    machine.put(whole(numbers.get(item.machine?.label ?? "")));
    confidence.put(number(item.machine?.confidence));
    for (const [k, said] of standing(item).entries()) {
      const own = (answers[k] ??= { labels: openShelf(), times: openShelf(), rows: 0 });
      fill(own.labels, own.times, rows - own.rows);
      own.labels.put(whole(numbers.get(said.label ?? "")));
      own.times.put(number(said.responseMs));
      own.rows = rows + 1;
    }
    rows++;
  }
  function array(name: string, type: "<i8" | "<f8", numbers: Shelf): ZipEntry {
    return { name: `${name}.npy`, input: inPieces(npyArray(type, [rows], numbers.take())) };
  }
}

/** For items without a k-th answer. */
function fill(labels: Shelf, times: Shelf, count: number): void {
  for (let i = 0; i < count; i++) {
    labels.put(nothing);
    times.put(unknown);
  }
}

const whole = (value: number | undefined): Uint8Array => bytesOf(BigInt64Array.of(BigInt(value ?? none)));
const number = (value: number | null | undefined): Uint8Array => bytesOf(Float64Array.of(value ?? NaN));
const [nothing, unknown] = [whole(undefined), number(null)];
