import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { FormatError, quote } from "#lib/formats/problem.ts";
import type { Table, TableFormat, TableRow } from "#lib/formats/tables/table.ts";

/** Bytes that are read at a time. */
const blockBytes = 1024 ** 2;
const longestHeader = 10_000;

type Reader = { bytes: number; get(view: DataView, at: number): number };
const float16 = (bits: number): number => {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
};
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["<f2", { bytes: 2, get: (view, at) => float16(view.getUint16(at, true)) }],
  ["<f4", { bytes: 4, get: (view, at) => view.getFloat32(at, true) }],
  ["<f8", { bytes: 8, get: (view, at) => view.getFloat64(at, true) }],
  ["|u1", { bytes: 1, get: (view, at) => view.getUint8(at) }],
  ["|i1", { bytes: 1, get: (view, at) => view.getInt8(at) }],
  ["<u2", { bytes: 2, get: (view, at) => view.getUint16(at, true) }],
  ["<i2", { bytes: 2, get: (view, at) => view.getInt16(at, true) }],
  ["<u4", { bytes: 4, get: (view, at) => view.getUint32(at, true) }],
  ["<i4", { bytes: 4, get: (view, at) => view.getInt32(at, true) }],
  ["<u8", { bytes: 8, get: (view, at) => Number(view.getBigUint64(at, true)) }],
  ["<i8", { bytes: 8, get: (view, at) => Number(view.getBigInt64(at, true)) }],
]);

/**
 * NumPy's own format: one array of numbers, items × classes. It names neither, so its rows are the project's items
 * in their order and its columns the classes in theirs. Nothing in it is executed: arrays of objects are refused.
 */
export const npyTables: TableFormat = {
  id: "npy",
  name: "NumPy (.npy)",
  extensions: [".npy"],
  begins: (head) => head[0] === 0x93 && Buffer.from(head.subarray(1, 6)).toString("latin1") === "NUMPY",
  async open(path): Promise<Table> {
    const file = await open(path, "r");
    try {
      const array = await headerOf(file, basename(path));
      return { columns: [""], rows: rowsOf(path, array) };
    } finally {
      await file.close();
    }
  },
};

type ArrayFile = { rows: number; width: number; reader: Reader; byColumns: boolean; start: number };

/** @throws FormatError unless it holds a table of numbers, all of it */
async function headerOf(file: FileHandle, name: string): Promise<ArrayFile> {
  const prefix = Buffer.alloc(12);
  await file.read(prefix, 0, 12, 0);
  const old = prefix[6] === 1;
  const length = old ? prefix.readUInt16LE(8) : prefix.readUInt32LE(8);
  if (length > longestHeader) throw new FormatError(`The heading of ${quote(name)} is damaged.`);
  const start = (old ? 10 : 12) + length;
  const heading = Buffer.alloc(length);
  await file.read(heading, 0, length, start - length);
  const text = heading.toString("latin1");
  const type = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/
    .exec(text)?.[1]
    ?.split(",")
    .map((part) => part.trim());
  if (!shape) throw new FormatError(`The heading of ${quote(name)} is damaged.`);
  const reader = readers.get(type ?? "");
  if (!reader)
    throw new FormatError(
      `The array in ${quote(name)} is not of plain little-endian numbers${type === undefined ? "" : ` but of the type ${type}`}; save it as float32.`,
    );
  const [rows = NaN, width = NaN, ...more] = shape.filter((part) => part !== "").map(Number);
  if (!Number.isSafeInteger(rows) || !Number.isSafeInteger(width) || more.length > 0 || width < 1)
    throw new FormatError(
      `The array in ${quote(name)} has the shape (${shape.join(", ")}); it must be items × classes.`,
    );
  if ((await file.stat()).size < start + rows * width * reader.bytes)
    throw new FormatError(`The file ${quote(name)} is cut short.`);
  return { rows, width, reader, byColumns: /'fortran_order':\s*True/.test(text), start };
}

async function* rowsOf(path: string, array: ArrayFile): AsyncGenerator<TableRow> {
  const { rows, width, reader, byColumns, start } = array;
  const file = await open(path, "r");
  const numbers = async (from: number, count: number): Promise<(at: number) => number> => {
    const bytes = Buffer.alloc(count * reader.bytes);
    await file.read(bytes, 0, bytes.length, start + from * reader.bytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return (at) => reader.get(view, at * reader.bytes);
  };
  const atOnce = Math.max(1, Math.floor(blockBytes / (width * reader.bytes)));
  try {
    for (let first = 0; first < rows; first += atOnce) {
      const count = Math.min(atOnce, rows - first);
      const values = Array.from({ length: count }, () => new Float64Array(width));
      if (byColumns)
        for (let column = 0; column < width; column++) {
          const of = await numbers(column * rows + first, count);
          for (const [place, row] of values.entries()) row[column] = of(place);
        }
      else {
        const of = await numbers(first * width, count * width);
        for (const [place, row] of values.entries())
          for (let column = 0; column < width; column++) row[column] = of(place * width + column);
      }
      for (const [place, row] of values.entries()) yield { row: first + place + 1, cells: [row] };
    }
  } finally {
    await file.close();
  }
}
