import { type CsvCell, csvRow } from "#lib/formats/csv-row.ts";
import type { ExportedItem, ExportedJudgment } from "#lib/formats/exports/dataset.ts";
import { type ExportFormat, textFile } from "#lib/formats/exports/format.ts";
import { standing } from "#lib/formats/exports/standing.ts";

const columns: readonly (readonly [string, (item: ExportedItem, judgment: ExportedJudgment) => CsvCell])[] = [
  ["task", (i) => i.item],
  ["worker", (_, j) => j.rater],
  ["label", (_, j) => j.label],
  ["gold", (i) => i.gold],
  ["worker_source", (_, j) => j.raterSource],
  ["response_ms", (_, j) => j.responseMs],
];

/** Answers that stand, one a row: what people and label columns said, without "can't tell" and reviews. */
export const crowdTable: ExportFormat = {
  id: "crowd",
  name: "Crowd table",
  about: "task, worker, label: one standing answer a row, for crowd-kit and cleanlab.",
  extension: "csv",
  table: { kind: "csv", columns: columns.map(([name]) => name) },
  *files({ facts, pages }) {
    yield textFile(facts, crowdTable, "text/csv; charset=utf-8", function* () {
      yield csvRow(columns.map(([name]) => name));
      for (const page of pages)
        yield page
          .flatMap((item) =>
            standing(item).map((said) => csvRow(columns.map(([, cell]) => cell(item, said)))),
          )
          .join("");
    });
  },
};
