import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { z } from "zod";
import { openRandom } from "#lib/formats/files/random-file.ts";
import { tableProblem } from "#lib/formats/first-bytes.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted, numbered } from "#lib/numbers.ts";
import { trialsOf } from "#lib/formats/tables/trials.ts";
import { distinct, type Table, type TableFormat, type TableRow } from "#lib/formats/tables/table.ts";

/** Longest row that is read, characters: a file without line ends must not fill the memory. */
const longestRow = 1_000_000;

/** CSV with a heading, in UTF-8, separated by commas, semicolons or tabs. */
export const csvTables: TableFormat = {
  id: "csv",
  name: "CSV",
  extensions: [".csv", ".tsv", ".txt"],
  begins: () => true, // the last one asked: whatever is no text is refused when it is opened
  async open(path) {
    const head = await headOf(path);
    const table = await csvTable(basename(path), head, () => createReadStream(path));
    return trialsOf(table) ?? table;
  },
};

/**
 * A table of CSV from a stream of it.
 * @param head its first bytes, which show the delimiter
 * @throws FormatError as its rows do, where it is no CSV
 */
export async function csvTable(name: string, head: Buffer, from: () => Readable): Promise<Table> {
  const problem = tableProblem(name, head);
  if (problem !== null) throw new FormatError(problem);
  const records = readRecords(name, from, delimiterIn(head));
  const heading = await records.next();
  if (heading.done) throw new FormatError(`The label file ${quote(name)} is empty.`);
  const columns = distinct(name, heading.value.cells);
  async function* rows(): AsyncGenerator<TableRow> {
    for await (const { line, cells } of records) {
      if (cells.length === columns.length) yield { row: line, cells };
      else
        yield {
          row: line,
          cells,
          problem: `The row has ${numbered(cells.length, "cell")} where the heading has ${counted(columns.length)}.`,
        };
    }
  }
  return { columns, rows: rows() };
}

/** `line` is the 1-based line of the file on which the record ends. */
type CsvRecord = { line: number; cells: string[] };

/** The first kilobytes of a file of the disk. */
async function headOf(path: string): Promise<Buffer> {
  const file = await openRandom(path);
  try {
    return await file.read(0, Math.min(65_536, file.size));
  } finally {
    await file.close();
  }
}

/** The delimiter of the heading: the one that it has most of. */
function delimiterIn(head: Buffer): string {
  const [line = ""] = head.toString("utf8").split(/\r?\n|\r/, 1);
  const unquoted = line.replace(/"[^"]*"/g, "");
  const count = (delimiter: string) => unquoted.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** What csv-parse, which types its records loosely, gives with `info` and without `columns`. */
const csvEntry = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

async function* readRecords(
  name: string,
  from: () => Readable,
  delimiter: string,
): AsyncGenerator<CsvRecord> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestRow,
  });
  const stream = from();
  stream.on("error", (error) => parser.destroy(error));
  stream.pipe(parser);
  try {
    for await (const entry of parser) {
      const { record, info } = csvEntry.parse(entry);
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? new FormatError(csvSentence(name, error)) : error;
  } finally {
    stream.destroy();
    parser.destroy();
  }
}

function csvSentence(name: string, error: CsvError): string {
  const line = typeof error.lines === "number" ? ` near line ${error.lines}` : "";
  if (error.code === "CSV_MAX_RECORD_SIZE")
    return `The label file ${quote(name)} has a row of over a million characters${line}; is it a CSV?`;
  return `The quotes of the label file ${quote(name)} do not match${line}; nothing after it can be read.`;
}
