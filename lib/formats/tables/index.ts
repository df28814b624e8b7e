import { open } from "node:fs/promises";
import { basename } from "node:path";
import { headBytes } from "#lib/formats/first-bytes.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { arrayTables } from "#lib/formats/tables/arrays.ts";
import { cocoTables } from "#lib/formats/tables/coco.ts";
import { csvTables } from "#lib/formats/tables/csv.ts";
import { jsonTables } from "#lib/formats/tables/json.ts";
import { jsonlTables } from "#lib/formats/tables/jsonl.ts";
import { parquetTables } from "#lib/formats/tables/parquet.ts";
import { zippedTables } from "#lib/formats/tables/zipped.ts";
import type { Table, TableFormat } from "#lib/formats/tables/table.ts";

/** Every format that labels and predictions come in; CSV last, as any text might be one. */
export const tableFormats: readonly TableFormat[] = [
  arrayTables,
  parquetTables,
  zippedTables,
  jsonTables,
  cocoTables,
  jsonlTables,
  csvTables,
];

/**
 * Open a table, its format told by content and not by name.
 * @throws FormatError when it is missing or none of the formats
 */
export async function openAnyTable(path: string): Promise<Table> {
  const name = basename(path);
  const file = await open(path, "r").catch(() => null);
  if (!file) throw new FormatError(`There is no file ${quote(name)}.`);
  const head = Buffer.alloc(headBytes);
  let length: number;
  try {
    if ((await file.stat()).isDirectory()) throw new FormatError(`${quote(name)} is a folder, not a file.`);
    length = (await file.read(head, 0, head.length, 0)).bytesRead;
  } finally {
    await file.close();
  }
  const start = head.subarray(0, length);
  const format = tableFormats.find(({ begins }) => begins(start)) ?? csvTables;
  return format.open(path);
}
