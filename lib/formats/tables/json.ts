import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { jsonElements } from "#lib/formats/json-elements.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { argilla } from "#lib/formats/tables/argilla.ts";
import { cellsOf } from "#lib/formats/tables/jsonl.ts";
import { labelStudio } from "#lib/formats/tables/label-studio.ts";
import type { RecordKind, RecordTable } from "#lib/formats/tables/record.ts";
import type { Table, TableFormat, TableRow } from "#lib/formats/tables/table.ts";

/** Tools whose records are known; any other objects are rows, their keys the columns. */
const kinds: readonly RecordKind[] = [labelStudio, argilla];

/** A JSON array of objects: Label Studio's tasks, Argilla's records, or rows. */
export const jsonTables: TableFormat = {
  id: "json",
  name: "JSON",
  extensions: [".json"],
  begins: (head) => /^(\uFEFF)?\s*\[/.test(Buffer.from(head).toString("utf8")),
  open: (path) => jsonTable(basename(path), () => createReadStream(path)),
};

/** A table of a JSON array from streams of it. @throws FormatError where it has no entries */
export async function jsonTable(name: string, from: () => Readable): Promise<Table> {
  const elements = () => jsonElements(name, from);
  const first = await firstOf(elements());
  if (first === undefined) throw new FormatError(`${quote(name)} has no entries.`);
  const known = kinds.find(({ fits }) => fits(first));
  const { columns, questions, rowsOf } = known
    ? await known.open(valuesOf(elements()))
    : plainRows(first, name);
  async function* rows(): AsyncGenerator<TableRow> {
    for await (const { index, value } of elements()) {
      const said = rowsOf(value);
      if (typeof said === "string") yield { row: index + 1, cells: [], problem: said };
      else
        for (const cells of said)
          yield typeof cells === "string"
            ? { row: index + 1, cells: [], problem: cells }
            : { row: index + 1, cells };
    }
  }
  return { columns, questions, addresses: known !== undefined, rows: rows() };
}

/** The first entry of a JSON array; undefined where there is none. */
export async function firstOf(elements: AsyncGenerator<{ value: unknown }>): Promise<unknown> {
  for await (const { value } of elements) return value;
  return undefined;
}

async function* valuesOf(elements: AsyncIterable<{ value: unknown }>): AsyncGenerator<unknown> {
  for await (const { value } of elements) yield value;
}

/** Objects as in JSON lines. */
function plainRows(first: unknown, name: string): RecordTable {
  const opening = cellsOf(first);
  if (typeof opening === "string") throw new FormatError(`The first entry of ${quote(name)}: ${opening}`);
  const columns = [...opening.keys()];
  return {
    columns,
    rowsOf(entry) {
      const cells = cellsOf(entry);
      if (typeof cells === "string") return cells;
      const stranger = [...cells.keys()].find((column) => !opening.has(column));
      return stranger === undefined
        ? [columns.map((column) => cells.get(column) ?? null)]
        : `The field ${quote(stranger)} is not in the first entry.`;
    },
  };
}
