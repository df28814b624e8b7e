import { type ImportOptions, timeSuffix } from "#lib/formats/import-options.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { openAnyTable } from "#lib/formats/tables/index.ts";
import { numberOf, textOf } from "#lib/formats/tables/table.ts";

/** One row of a label table; texts as they stand there, trimmed; "" = nothing said. */
export type LabelRow = {
  /** 1-based line of the file on which the row ends, or its place; null where there is no file */
  row: number | null;
  file: string;
  gold: string;
  /** in the order of LabelTable.humans */
  humans: string[];
  /** response times beside them, ms; null where none is said */
  times: (number | null)[];
  split: string;
  /** why the row cannot be used, as one sentence */
  problem?: string;
};

export type LabelTable = {
  /** the rows are the pictures in their order, so many, and name no file; absent: they name files */
  places?: number | undefined;
  /** column names that become raters */
  humans: readonly string[];
  rows: AsyncIterable<LabelRow>;
};

export type LabelColumns = ImportOptions["columns"] & { split: string | null };

/**
 * Open a label table in any of the formats of lib/formats/tables. Rows stream; the file may be larger than memory.
 * @throws FormatError when it is missing, in none of the formats, or lacks a column; while reading, where it is damaged
 */
export async function openLabels(path: string, columns: LabelColumns): Promise<LabelTable> {
  const { columns: names, rows: all, places } = await openAnyTable(path);
  const find = (name: string): number => {
    const found = names.flatMap((other, index) => (other === name ? [index] : []));
    const [index, second] = found;
    if (index === undefined)
      throw new FormatError(
        `The label file has no column ${quote(name)}; it has ${names.map((n) => quote(n)).join(", ")}.`,
      );
    if (second !== undefined) throw new FormatError(`The label file has two columns ${quote(name)}.`);
    return index;
  };
  const twice = columns.humans.find((name, index) => columns.humans.indexOf(name) !== index);
  if (twice !== undefined) throw new FormatError(`The label column ${quote(twice)} is named twice.`);
  const fileColumn = () => {
    if (places !== undefined) return null;
    return columns.file === null ? Math.max(0, names.indexOf("file")) : find(columns.file);
  };
  const at = {
    file: fileColumn(),
    gold: columns.gold === null ? null : find(columns.gold),
    humans: columns.humans.map(find),
    times: columns.humans.map((name) => {
      const index = names.indexOf(name + timeSuffix);
      return index < 0 ? null : index;
    }),
    split: columns.split === null ? null : find(columns.split),
  };
  async function* rows(): AsyncGenerator<LabelRow> {
    for await (const { row: line, cells, problem } of all) {
      const cell = (index: number | null) => {
        const value = index === null ? "" : cells[index];
        return typeof value === "string" ? value.trim() : textOf(value); // names of files stay as they are written
      };
      const row: LabelRow = {
        row: line,
        file: cell(at.file),
        gold: cell(at.gold),
        humans: at.humans.map(cell),
        times: at.times.map((index) => timeOf(cell(index))),
        split: cell(at.split),
      };
      if (problem !== undefined) row.problem = problem;
      else if ([row.file, row.gold, ...row.humans, row.split].some((text) => text.includes("\uFFFD")))
        row.problem = "The row is not valid UTF-8.";
      else if (row.times.some(Number.isNaN)) {
        const bad = at.times.find((index) => Number.isNaN(timeOf(cell(index)))) ?? null;
        row.problem = `${quote(cell(bad))} is not a response time in milliseconds.`;
      }
      yield row;
    }
  }
  return { humans: columns.humans, places, rows: rows() };
}

/** Milliseconds; null for nothing, NaN for what is no time. */
function timeOf(text: string): number | null {
  if (text === "") return null;
  const ms = numberOf(text);
  return Number.isFinite(ms) && ms >= 0 ? ms : NaN;
}
