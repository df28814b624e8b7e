import { basename } from "node:path";
import {
  asyncBufferFromFile,
  cachedAsyncBuffer,
  type ColumnChunk,
  type FileMetaData,
  parquetReadObjects,
} from "hyparquet";
import { compressors, openParquet, readable, rowsFrom } from "#lib/formats/parquet-file.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";
import {
  type Cell,
  distinct,
  type Table,
  type TableFormat,
  type TableRow,
} from "#lib/formats/tables/table.ts";

/** Values that are decoded at a time, and most rows of them; a file may keep a million rows in one group. */
const atOnce = { values: 500_000, rows: 65_536 };
/** Values of lists can only be decoded a group at a time: so many take two hundred megabytes. */
const mostListValues = 2_000_000;

/** Apache Parquet with columns of texts, numbers, or lists of numbers. */
export const parquetTables: TableFormat = {
  id: "parquet",
  name: "Parquet",
  extensions: [".parquet"],
  begins: (head) => Buffer.from(head.subarray(0, 4)).toString("latin1") === "PAR1",
  async open(path): Promise<Table> {
    const name = basename(path);
    const file = await asyncBufferFromFile(path);
    const { metadata, columns } = await openParquet(name, file);
    const names = distinct(name, columns);
    return { columns: names, rows: rowsOf(path, metadata, columns) };
  },
};

async function* rowsOf(
  path: string,
  metadata: FileMetaData,
  columns: readonly string[],
): AsyncGenerator<TableRow> {
  let groupStart = 0;
  for (const { num_rows, columns: chunks } of metadata.row_groups) {
    // a group's columns are read once, and let go with it
    const file = cachedAsyncBuffer(await asyncBufferFromFile(path));
    const groupEnd = groupStart + Number(num_rows);
    const rowsAtOnce = pieceOf(Number(num_rows), chunks, basename(path));
    for (let rowStart = groupStart; rowStart < groupEnd; rowStart += rowsAtOnce) {
      const rowEnd = Math.min(groupEnd, rowStart + rowsAtOnce);
      const objects = await readable(basename(path), rowsFrom(rowStart, rowEnd), () =>
        parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors }),
      );
      if (objects.length < rowEnd - rowStart)
        throw new FormatError(`The Parquet file ${quote(basename(path))} holds fewer rows than it says.`);
      for (const [place, object] of objects.entries())
        yield { row: rowStart + place + 1, cells: columns.map((name) => cellOf(object[name])) };
    }
    groupStart = groupEnd;
  }
}

/** How many rows of a group are decoded at a time. @throws FormatError when there are too many for the memory */
function pieceOf(rows: number, chunks: readonly ColumnChunk[], name: string): number {
  const values = chunks.reduce((sum, { meta_data }) => sum + Number(meta_data?.num_values ?? rows), 0);
  if (!chunks.some(({ meta_data }) => (meta_data?.path_in_schema.length ?? 1) > 1))
    return Math.min(atOnce.rows, Math.max(1, Math.floor((atOnce.values * rows) / Math.max(1, values))));
  if (values > mostListValues)
    throw new FormatError(
      `${quote(name)} keeps ${counted(values)} values of lists in one row group; write it in smaller ones, or with a column for each class.`,
    );
  return Math.max(1, rows);
}

function cellOf(value: unknown): Cell {
  if (typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return listOf(Array.from(Object.values(value)));
  return value === null || value === undefined
    ? null
    : String(value instanceof Date ? value.toISOString() : JSON.stringify(value));
}

const listOf = (values: readonly unknown[]): Float64Array =>
  Float64Array.from(values, (value) =>
    typeof value === "bigint" || typeof value === "number" ? Number(value) : NaN,
  );
