import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { FormatError, quote } from "#lib/formats/problem.ts";
import type { Cell, Table, TableFormat, TableRow } from "#lib/formats/tables/table.ts";

/** Longest line that is read, characters: a file without line ends must not fill the memory. */
const longestLine = 1_000_000;

/** Fields that a line may lack are known from so many of the first lines, and from so many characters of them. */
const lookedAt = { lines: 1000, characters: 4_000_000 };

/**
 * JSON lines: one object a line. Its keys are the columns, those of the first lines for all; an object inside it
 * counts as columns of its keys, so {"file": "a.png", "probabilities": {"cat": 0.9}} has the columns file and cat. A
 * line that says the same field twice, or one that no line before it has, has a problem: nothing is passed over.
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
  const opening: { row: number; fields: Map<string, Cell> | string }[] = [];
  const known = new Set<string>();
  for (let characters = 0; opening.length < lookedAt.lines && characters < lookedAt.characters;) {
    const next = await lines.next();
    if (next.done) break;
    const { row, text } = next.value;
    const fields = parsed(text);
    if (opening.length === 0 && typeof fields === "string")
      throw new FormatError(`Line ${row} of ${quote(file)}: ${fields}`);
    if (typeof fields !== "string") for (const name of fields.keys()) known.add(name);
    characters += text.length;
    opening.push({ row, fields });
  }
  if (opening.length === 0) throw new FormatError(`The file ${quote(file)} is empty.`);
  const columns = [...known];
  const toRow = (row: number, fields: Map<string, Cell> | string): TableRow => {
    if (typeof fields === "string") return { row, cells: [], problem: fields };
    const stranger = [...fields.keys()].find((name) => !known.has(name));
    if (stranger !== undefined)
      return { row, cells: [], problem: `The field ${quote(stranger)} is in none of the first lines.` };
    return { row, cells: columns.map((name) => fields.get(name) ?? null) };
  };
  async function* rows(): AsyncGenerator<TableRow> {
    for (const { row, fields } of opening) yield toRow(row, fields);
    for await (const { row, text } of lines) yield toRow(row, parsed(text));
  }
  return { columns, rows: rows() };
}

/** Columns of one line, or what is wrong with it. */
function parsed(text: string): Map<string, Cell> | string {
  try {
    const value: unknown = JSON.parse(text);
    // of two values under one key JSON.parse keeps the last
    return keysWritten(text) === keysOf(value) ? cellsOf(value) : "It says a field twice.";
  } catch {
    return "It is not a JSON object."; // or one that is nested beyond reason
  }
}

/** Keys of all objects in a valid JSON text: each has its colon, and no other stands outside of texts. */
function keysWritten(text: string): number {
  let keys = 0;
  for (let at = 0, inText = false; at < text.length; at++) {
    const char = text[at];
    if (char === '"') inText = !inText;
    else if (inText && char === "\\") at++;
    else if (!inText && char === ":") keys++;
  }
  return keys;
}

const keysOf = (value: unknown): number =>
  typeof value !== "object" || value === null
    ? 0
    : Object.values(value).reduce((keys: number, entry) => keys + keysOf(entry), keysIn(value));

const keysIn = (value: object): number => (Array.isArray(value) ? 0 : Object.keys(value).length);

/** Columns of an object, with those of the objects in it; a sentence for what is none, or says a field twice. */
export function cellsOf(value: unknown): Map<string, Cell> | string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "It is not a JSON object.";
  const fields = new Map<string, Cell>();
  const entries = Object.entries(value).flatMap(([name, entry]: [string, unknown]) =>
    typeof entry === "object" && entry !== null && !Array.isArray(entry)
      ? Object.entries(entry)
      : [[name, entry] as const],
  );
  for (const [name, entry] of entries) {
    if (fields.has(name.trim())) return `It says ${quote(name.trim())} twice.`;
    fields.set(name.trim(), cellOf(entry));
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
