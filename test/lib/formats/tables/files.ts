import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openAnyTable } from "#lib/formats/tables/index.ts";
import type { Cell } from "#lib/formats/tables/table.ts";
import { newFolder } from "../files.ts";

/** A file with these bytes, in a folder of its own. */
export function fileWith(bytes: string | Uint8Array, name = "table"): string {
  const path = join(newFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

/** A table as plain values. */
export async function readTable(path: string) {
  const { columns, rows } = await openAnyTable(path);
  const all: { row: number; cells: (string | number | null | number[])[]; problem?: string }[] = [];
  const plain = (cell: Cell) => (cell instanceof Float64Array ? [...cell] : cell);
  for await (const { row, cells, problem } of rows)
    all.push({ row, cells: cells.map(plain), ...(problem !== undefined && { problem }) });
  return { columns: [...columns], rows: all };
}
