import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { CsvError, parse } from "csv-parse";
import { z } from "zod";
import { tableProblem } from "#lib/formats/first-bytes.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import type { Table, TableFormat, TableRow } from "#lib/formats/tables/table.ts";

/** Longest row that is read, characters: a file without line ends must not fill the memory. */
const longestRow = 1_000_000;

/** CSV with a heading, in UTF-8, separated by commas, semicolons or tabs. */
export const csvTables: TableFormat = {
  id: "csv",
  name: "CSV",
  extensions: [".csv", ".tsv", ".txt"],
  begins: () => true, // the last one asked: whatever is no text is refused when it is opened
  async open(path): Promise<Table> {
    const records = readRecords(path, await findDelimiter(path));
    const heading = await records.next();
    if (heading.done) throw new FormatError("The label file is empty.");
    const columns = heading.value.cells.map((name) => name.trim());
    async function* rows(): AsyncGenerator<TableRow> {
      for await (const { line, cells } of records) {
        if (cells.length === columns.length) yield { row: line, cells };
        else
          yield {
            row: line,
            cells,
            problem: `The row has ${cells.length} cells where the heading has ${columns.length}.`,
          };
      }
    }
    return { columns, rows: rows() };
  },
};

/** `line` is the 1-based line of the file on which the record ends. */
type CsvRecord = { line: number; cells: string[] };

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
