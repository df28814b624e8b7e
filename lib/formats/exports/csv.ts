import { type CsvCell, csvRow } from "#lib/formats/csv-row.ts";
import type { ExportedItem, ExportedJudgment } from "#lib/formats/exports/dataset.ts";
import { type ExportFormat, textFile } from "#lib/formats/exports/format.ts";

/** Long form: one row a judgment; an item without judgments has one row with those cells empty. */
const columns: readonly (readonly [
  string,
  (item: ExportedItem, judgment: ExportedJudgment | null) => CsvCell,
])[] = [
  ["project", (i) => i.project],
  ["item", (i) => i.item],
  ["ordinal", (i) => i.ordinal],
  ["sha256", (i) => i.sha256],
  ["split", (i) => i.split],
  ["gold", (i) => i.gold],
  ["gold_source", (i) => i.goldSource],
  ["rater", (_, j) => j?.rater],
  ["rater_source", (_, j) => j?.raterSource],
  ["outcome", (_, j) => j?.outcome],
  ["label", (_, j) => j?.label],
  ["current", (_, j) => j?.current],
  ["set_aside", (_, j) => j?.setAside],
  ["response_ms", (_, j) => j?.responseMs],
  ["visible_ms", (_, j) => j?.visibleMs],
  ["hidden_count", (_, j) => j?.hiddenCount],
  ["input", (_, j) => j?.input],
  ["quality", (_, j) => j?.quality],
  ["batch", (_, j) => j?.batch],
  ["batch_answers", (_, j) => j?.batchAnswers],
  ["batch_ms", (_, j) => j?.batchMs],
  ["reason", (_, j) => j?.reason],
  ["inclusion", (_, j) => j?.inclusion],
  ["late", (_, j) => j?.late],
  ["served_at", (_, j) => instant(j?.servedAt)],
  ["received_at", (_, j) => instant(j?.receivedAt)],
  ["machine_label", (i) => i.machine?.label],
  ["machine_confidence", (i) => i.machine?.confidence],
  ["run", (i) => i.machine?.run],
  ["eta", (i) => i.eta],
  ["deferred", (i) => i.deferred],
  ["team_label", (i) => i.team.label],
  ["team_source", (i) => i.team.source],
  ["team_belief", (i) => i.team.belief],
  ["reviewed", (i) => i.review !== null],
  ["review_label", (i) => i.review?.label],
  ["reviewed_at", (i) => instant(i.review?.at)],
  ["policy", (i) => i.team.policy],
  ["fit", (i) => i.team.fit],
  ["tags", (i) => i.tags.join("; ")],
  ["flags", (i) => i.flags.length],
];

/**
 * CSV as in RFC 4180 (CRLF, quotes doubled), UTF-8 without byte order mark, instants in ISO 8601 UTC.
 * A text cell that a spreadsheet could take for a formula (it begins with = + - @ TAB or CR) gets an
 * apostrophe in front: reading programs have to drop it. JSONL has the texts as they are.
 */
export const csv: ExportFormat = {
  id: "csv",
  name: "CSV",
  about: "One row an answer, for spreadsheets, R and pandas.",
  extension: "csv",
  table: { kind: "csv", columns: columns.map(([name]) => name) },
  *files({ facts, pages }) {
    yield textFile(facts, csv, "text/csv; charset=utf-8", function* () {
      yield csvRow(columns.map(([name]) => name));
      for (const page of pages) yield page.map(rows).join("");
    });
  },
};

function rows(item: ExportedItem): string {
  const judgments: readonly (ExportedJudgment | null)[] = item.judgments.length > 0 ? item.judgments : [null];
  return judgments.map((judgment) => csvRow(columns.map(([, value]) => value(item, judgment)))).join("");
}

export function instant(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : new Date(at).toISOString();
}
