import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { CsvError, parse } from "csv-parse";
import { z } from "zod";
import { tableProblem } from "#lib/formats/first-bytes.ts";
import { type ImportOptions, timeSuffix } from "#lib/formats/import-options.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";

/** One row of a label table; texts as they stand there, trimmed; "" = nothing said. */
export type LabelRow = {
  /** 1-based line of the file on which the row ends; null where there is no file */
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
  /** column names that become raters */
  humans: readonly string[];
  rows: AsyncIterable<LabelRow>;
};

export type LabelColumns = ImportOptions["columns"] & { split: string | null };

/** Longest row that is read, characters: a file without line ends must not fill the memory. */
const longestRow = 1_000_000;

/**
 * Open a label table: CSV with a heading, in UTF-8, separated by commas, semicolons or tabs.
 * Rows stream; the file may be larger than memory.
 * @throws FormatError when it is missing, not such a file, or lacks a column; while reading, where the
 *   quotes do not match or a row is too long
 */
export async function openLabels(path: string, columns: LabelColumns): Promise<LabelTable> {
  const { names, records } = await openTable(path);
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
  const at = {
    file: columns.file === null ? Math.max(0, names.indexOf("file")) : find(columns.file),
    gold: columns.gold === null ? null : find(columns.gold),
    humans: columns.humans.map(find),
    times: columns.humans.map((name) => {
      const index = names.indexOf(name + timeSuffix);
      return index < 0 ? null : index;
    }),
    split: columns.split === null ? null : find(columns.split),
  };
  async function* rows(): AsyncGenerator<LabelRow> {
    for await (const { line, cells } of records) {
      const cell = (index: number | null) => (index === null ? "" : (cells[index] ?? "").trim());
      const row: LabelRow = {
        row: line,
        file: cell(at.file),
        gold: cell(at.gold),
        humans: at.humans.map(cell),
        times: at.times.map((index) => timeOf(cell(index))),
        split: cell(at.split),
      };
      if (cells.length !== names.length)
        row.problem = `The row has ${cells.length} cells where the heading has ${names.length}.`;
      else if ([row.file, row.gold, ...row.humans, row.split].some((text) => text.includes("\uFFFD")))
        row.problem = "The row is not valid UTF-8.";
      else if (row.times.some(Number.isNaN)) {
        const bad = at.times.find((index) => Number.isNaN(timeOf(cell(index)))) ?? null;
        row.problem = `${quote(cell(bad))} is not a response time in milliseconds.`;
      }
      yield row;
    }
  }
  return { humans: columns.humans, rows: rows() };
}

/** Milliseconds; null for nothing, NaN for what is no time. */
function timeOf(text: string): number | null {
  if (text === "") return null;
  const ms = Number(text);
  return Number.isFinite(ms) && ms >= 0 ? ms : NaN;
}

/** A table as it stands in the file: its column names, trimmed, and the rows below them. */
export type RawTable = { names: string[]; records: AsyncGenerator<CsvRecord> };
/** `line` is the 1-based line of the file on which the record ends. */
type CsvRecord = { line: number; cells: string[] };

/** Open a table without choosing columns. @throws FormatError as openLabels does */
export async function openTable(path: string): Promise<RawTable> {
  const records = readRecords(path, await findDelimiter(path));
  const heading = await records.next();
  if (heading.done) throw new FormatError("The label file is empty.");
  return { names: heading.value.cells.map((name) => name.trim()), records };
}

/** Look at the first kilobytes: refuse what is not UTF-8 text, and find the delimiter of the heading. */
async function findDelimiter(path: string): Promise<string> {
  const name = basename(path);
  const file = await open(path, "r").catch(() => null);
  if (!file) throw new FormatError(`There is no label file ${quote(name)}.`);
  const buffer = Buffer.alloc(65_536);
  let length: number;
  try {
    if ((await file.stat()).isDirectory())
      throw new FormatError(`${quote(name)} is a folder, not a label file.`);
    length = (await file.read(buffer, 0, buffer.length, 0)).bytesRead;
  } finally {
    await file.close();
  }
  const head = buffer.subarray(0, length);
  const problem = tableProblem(name, head);
  if (problem !== null) throw new FormatError(problem);
  const [line = ""] = head.toString("utf8").split(/\r?\n|\r/, 1);
  const unquoted = line.replace(/"[^"]*"/g, "");
  const count = (delimiter: string) => unquoted.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** What csv-parse, which types its records loosely, gives with `info` and without `columns`. */
const csvEntry = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

async function* readRecords(path: string, delimiter: string): AsyncGenerator<CsvRecord> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestRow,
  });
  const stream = createReadStream(path);
  stream.on("error", (error) => parser.destroy(error));
  stream.pipe(parser);
  try {
    for await (const entry of parser) {
      const { record, info } = csvEntry.parse(entry);
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? new FormatError(csvSentence(error)) : error;
  } finally {
    stream.destroy();
    parser.destroy();
  }
}

function csvSentence(error: CsvError): string {
  const line = typeof error.lines === "number" ? ` near line ${error.lines}` : "";
  if (error.code === "CSV_MAX_RECORD_SIZE")
    return `The label file has a row of over a million characters${line}; is it a CSV?`;
  return `The quotes of the label file do not match${line}; nothing after it can be read.`;
}
