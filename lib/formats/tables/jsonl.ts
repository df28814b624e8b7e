import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { FormatError, quote } from "#lib/formats/problem.ts";
import type { Cell, Table, TableFormat, TableRow } from "#lib/formats/tables/table.ts";

/** Longest line that is read, characters: a file without line ends must not fill the memory. */
const longestLine = 1_000_000;

/**
 * JSON lines: one object a line. Its keys are the columns, those of the first line for all; an object inside it
 * counts as columns of its keys, so {"file": "a.png", "probabilities": {"cat": 0.9}} has the columns file and cat.
 */
export const jsonlTables: TableFormat = {
  id: "jsonl",
  name: "JSON lines",
  extensions: [".jsonl", ".ndjson"],
  begins: (head) => /^(\uFEFF)?\s*\{/.test(Buffer.from(head).toString("utf8")),
  open: (path) => jsonlTable(basename(path), () => createReadStream(path)),
};

/** A table of JSON lines from a stream of them. @throws FormatError where it has no first line */
export async function jsonlTable(file: string, from: () => Readable): Promise<Table> {
  const lines = linesOf(file, from);
  const first = await lines.next();
  if (first.done) throw new FormatError(`The file ${quote(file)} is empty.`);
  const opening = parsed(first.value.text);
  if (opening === null) throw new FormatError(`Line ${first.value.row} of ${quote(file)} is no JSON object.`);
  const columns = [...opening.keys()];
  const toRow = (row: number, fields: Map<string, Cell> | null): TableRow =>
    fields === null
      ? { row, cells: [], problem: "The line is no JSON object." }
      : { row, cells: columns.map((name) => fields.get(name) ?? null) };
  async function* rows(begun: { row: number }): AsyncGenerator<TableRow> {
    yield toRow(begun.row, opening);
    for await (const { row, text } of lines) yield toRow(row, parsed(text));
  }
  return { columns, rows: rows(first.value) };
}

/** Columns of one line; null where it is no object. */
function parsed(text: string): Map<string, Cell> | null {
  try {
    return cellsOf(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Columns of an object, with those of the objects in it; null for what is none. */
export function cellsOf(value: unknown): Map<string, Cell> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const fields = new Map<string, Cell>();
  for (const [name, entry] of Object.entries(value)) {
    const inner: unknown = entry;
    if (typeof inner === "object" && inner !== null && !Array.isArray(inner))
      for (const [key, deeper] of Object.entries(inner)) fields.set(key.trim(), cellOf(deeper));
    else fields.set(name.trim(), cellOf(inner));
  }
  return fields;
}

function cellOf(value: unknown): Cell {
  if (typeof value === "string" || typeof value === "number") return value;
  if (Array.isArray(value))
    return Float64Array.from(value, (entry: unknown) => (typeof entry === "number" ? entry : NaN));
  return value === null || value === undefined ? null : String(JSON.stringify(value));
}

/** Lines that are not blank, with their 1-based numbers. */
async function* linesOf(file: string, from: () => Readable): AsyncGenerator<{ row: number; text: string }> {
  const stream = from().setEncoding("utf8");
  let rest = "";
  let row = 0;
  try {
    for await (const chunk of stream) {
      const lines = (rest + String(chunk)).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        row++;
        const text = line.trim();
        if (text !== "") yield { row, text: row === 1 ? text.replace(/^\uFEFF/, "") : text };
      }
      if (rest.length > longestLine)
        throw new FormatError(`Line ${row + 1} of ${quote(file)} is over a million characters.`);
    }
    if (rest.trim() !== "") yield { row: row + 1, text: rest.trim().replace(/^\uFEFF/, "") };
  } finally {
    stream.destroy();
  }
}
