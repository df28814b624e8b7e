import { NumberArray } from "#lib/formats/arrays/number-array.ts";
import { readPickle } from "#lib/formats/arrays/pickle.ts";
import { PickledArray } from "#lib/formats/arrays/pickle-values.ts";
import { partOf, type RandomFile } from "#lib/formats/files/random-file.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";

const longestHeader = 10_000;

export const beginsNpy = (head: Uint8Array): boolean =>
  head[0] === 0x93 && Buffer.from(head.subarray(1, 6)).toString("latin1") === "NUMPY";

/**
 * Read the heading of a file of NumPy's own format.
 * @returns its array; one of objects as its pickle has it
 * @throws FormatError where it is damaged or cut short
 */
export async function openNpy(file: RandomFile): Promise<NumberArray | PickledArray> {
  const { name } = file;
  const prefix = await file.read(0, Math.min(12, file.size));
  if (prefix.length < 12 || !beginsNpy(prefix)) throw damaged(name);
  const old = prefix[6] === 1;
  const length = old ? prefix.readUInt16LE(8) : prefix.readUInt32LE(8);
  if (length > longestHeader) throw damaged(name);
  const start = (old ? 10 : 12) + length;
  const text = (await file.read(start - length, length)).toString("latin1");
  const type = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const inner = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1];
  if (type === undefined || inner === undefined)
    throw text.includes("'descr': [")
      ? new FormatError(
          `The array in ${quote(name)} is one of records; save its columns as arrays of their own.`,
        )
      : damaged(name);
  const shape = inner
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(Number);
  if (type === "|O") {
    const { value } = await readPickle(file, start);
    if (!(value instanceof PickledArray)) throw damaged(name);
    return value;
  }
  const byColumns = /'fortran_order':\s*True/.test(text);
  return new NumberArray(name, shape, type, byColumns, partOf(file, name, start, file.size - start));
}

const damaged = (name: string) => new FormatError(`The heading of ${quote(name)} is damaged.`);
