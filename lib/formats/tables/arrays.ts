import { basename, extname } from "node:path";
import { at, pair } from "#lib/array.ts";
import { openArrays } from "#lib/formats/arrays/named-arrays.ts";
import type { NumberArray } from "#lib/formats/arrays/number-array.ts";
import { beginsNpy } from "#lib/formats/arrays/npy.ts";
import { beginsPickle } from "#lib/formats/arrays/pickle.ts";
import { firstInZip } from "#lib/formats/first-bytes.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import type { Cell, Table, TableFormat, TableRow } from "#lib/formats/tables/table.ts";

/** Values that are read at a time. */
const blockValues = 131_072;

/**
 * Arrays of NumPy (.npy, .npz), PyTorch (.pt) and pickles of them: one array items × classes, or a dictionary of
 * arrays with a value for each item, such as CIFAR-10N's labels. They name no items, so the rows are the items in
 * their order. Nothing in them is executed.
 */
export const arrayTables: TableFormat = {
  id: "arrays",
  name: "NumPy, PyTorch and pickle",
  extensions: [".npy", ".npz", ".pt", ".pth", ".pkl", ".pickle"],
  begins: (head) =>
    beginsNpy(head) || beginsPickle(head) || /(^|\/)data\.pkl$|\.npy$/.test(firstInZip(head) ?? ""),
  async open(path): Promise<Table> {
    const name = basename(path);
    const { columns, places } = await withArrays(path, (arrays) => {
      const { square, flat } = shapesOf(arrays, name);
      const names = flat.map(([column]) => (column === "" ? basename(name, extname(name)) : column));
      return {
        columns: square ? [""] : names,
        places: square ? at(square.shape, 0) : flatLength(flat, name),
      };
    });
    return { columns, places, rows: rowsOf(path) };
  },
};

type Named = readonly (readonly [name: string, NumberArray])[];

async function withArrays<T>(path: string, use: (arrays: Named) => T): Promise<T> {
  const { arrays, close } = await openArrays(path);
  try {
    return use([...arrays]);
  } finally {
    await close();
  }
}

/** The array items × classes, if there is no other; else those of one value an item. */
function shapesOf(arrays: Named, name: string): { square: NumberArray | null; flat: Named } {
  const flat = arrays.filter(([, { shape }]) => shape.length === 1);
  const [[, square] = [], ...more] = arrays.filter(([, { shape }]) => shape.length === 2 && at(shape, 1) > 0);
  if (flat.length > 0) return { square: null, flat };
  if (square && more.length === 0) return { square, flat };
  const shapes = arrays.map(([, { shape }]) => `(${shape.join(", ")})`).join(", ");
  throw new FormatError(
    `${quote(name)} must hold one array items × classes, or arrays with a value for each item; its shapes are ${shapes}.`,
  );
}

function flatLength(arrays: Named, name: string): number {
  const [first] = arrays;
  const rows = first?.[1].length ?? 0;
  const other = arrays.find(([, { length }]) => length !== rows);
  if (first && other)
    throw new FormatError(
      `The arrays in ${quote(name)} are of different lengths: ${quote(first[0])} has ${rows}, ${quote(other[0])} has ${other[1].length}.`,
    );
  return rows;
}

async function* rowsOf(path: string): AsyncGenerator<TableRow> {
  const { arrays, close } = await openArrays(path);
  try {
    const { square, flat } = shapesOf([...arrays], basename(path));
    if (square) yield* squareRows(square);
    else yield* flatRows(flat);
  } finally {
    await close();
  }
}

/** Items × classes, as one column of lists. */
async function* squareRows(array: NumberArray): AsyncGenerator<TableRow> {
  const [rows, width] = pair(array.shape);
  const atOnce = Math.max(1, Math.floor(blockValues / width));
  for (let first = 0; first < rows; first += atOnce) {
    const count = Math.min(atOnce, rows - first);
    const lists = Array.from({ length: count }, () => new Float64Array(width));
    if (array.byColumns)
      for (let column = 0; column < width; column++) {
        const values = await array.read(column * rows + first, count);
        for (const [place, list] of lists.entries()) list[column] = at(values, place);
      }
    else {
      const values = await array.read(first * width, count * width);
      for (const [place, list] of lists.entries())
        list.set(values.subarray(place * width, (place + 1) * width));
    }
    for (const [place, list] of lists.entries()) yield { row: first + place + 1, cells: [list] };
  }
}

/** Arrays of one value an item, as a column each. */
async function* flatRows(arrays: Named): AsyncGenerator<TableRow> {
  const rows = arrays[0]?.[1].length ?? 0;
  const atOnce = Math.max(1, Math.floor(blockValues / arrays.length));
  for (let first = 0; first < rows; first += atOnce) {
    const count = Math.min(atOnce, rows - first);
    const columns: Float64Array[] = [];
    for (const [, array] of arrays) columns.push(await array.read(first, count));
    for (let place = 0; place < count; place++)
      yield { row: first + place + 1, cells: columns.map((values) => said(at(values, place))) };
  }
}

/** Of labels a negative number, and of times NaN, stand for nothing. */
const said = (value: number): Cell => (Number.isNaN(value) || value < 0 ? null : value);
