import { inMemory, NumberArray } from "#lib/formats/arrays/number-array.ts";
import { beginsNpy, openNpy } from "#lib/formats/arrays/npy.ts";
import { beginsPickle, readPickle } from "#lib/formats/arrays/pickle.ts";
import { FarBytes, PickledArray, type PickleValue } from "#lib/formats/arrays/pickle-values.ts";
import { isLegacyTorch, readLegacyTorch, readTorchZip, torchPickle } from "#lib/formats/arrays/torch.ts";
import { openRandom, type RandomFile } from "#lib/formats/files/random-file.ts";
import { openZip } from "#lib/formats/files/zip.ts";
import { headBytes } from "#lib/formats/first-bytes.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";

/** The arrays of a file by their names; one alone is called "". */
export type NamedArrays = { arrays: Map<string, NumberArray>; close(this: void): Promise<void> };

/**
 * Open what NumPy, PyTorch or pickle wrote: .npy (also of a dictionary), .npz, .pt and .pkl. Values stay in the file.
 * @throws FormatError when it is none of them, or damaged
 */
export async function openArrays(path: string): Promise<NamedArrays> {
  const file = await openRandom(path);
  try {
    const head = await file.read(0, Math.min(headBytes, file.size));
    if (head[0] === 0x50 && head[1] === 0x4b) {
      await file.close();
      return await fromZip(path, file.name);
    }
    return { arrays: await alone(file, head), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function alone(file: RandomFile, head: Buffer): Promise<Map<string, NumberArray>> {
  if (beginsNpy(head)) {
    const array = await openNpy(file);
    return array instanceof NumberArray ? new Map([["", array]]) : arraysIn(array, file.name);
  }
  if (!beginsPickle(head))
    throw new FormatError(`${quote(file.name)} is neither of NumPy, PyTorch nor pickle.`);
  if (await isLegacyTorch(file)) return arraysIn(await readLegacyTorch(file), file.name);
  return arraysIn((await readPickle(file)).value, file.name);
}

async function fromZip(path: string, name: string): Promise<NamedArrays> {
  const files = await openZip(path);
  const close = () => files.close();
  try {
    const pickle = torchPickle(files);
    if (pickle !== undefined)
      return { arrays: await arraysIn(await readTorchZip(files, pickle), name), close };
    const arrays = new Map<string, NumberArray>();
    for (const each of files.names.filter((file) => file.endsWith(".npy"))) {
      const array = await openNpy(await files.open(each));
      if (array instanceof NumberArray) arrays.set(each.slice(0, -".npy".length), array);
    }
    if (arrays.size === 0) throw new FormatError(`${quote(name)} holds no arrays.`);
    return { arrays, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Arrays of numbers at the top of a value: alone, or in a dictionary. @throws FormatError when there are none */
async function arraysIn(value: PickleValue, name: string): Promise<Map<string, NumberArray>> {
  const top = unwrapped(value);
  const entries = top instanceof Map ? [...top] : [["", top] as const];
  const arrays = new Map<string, NumberArray>();
  for (const [key, entry] of entries) {
    if (typeof key !== "string") continue;
    const array = await numbersOf(entry, key === "" ? name : `${key} of ${name}`);
    if (array) arrays.set(key, array);
  }
  if (arrays.size === 0) throw new FormatError(`${quote(name)} holds no arrays of numbers.`);
  return arrays;
}

/** np.save() of a dictionary makes an array without dimensions of it. */
function unwrapped(value: PickleValue): PickleValue {
  if (value instanceof PickledArray && Array.isArray(value.data) && value.data.length === 1)
    return value.data[0] ?? null;
  return value;
}

/** An array of numbers, or a list of nothing else; null for what is neither. */
export async function numbersOf(value: PickleValue | undefined, name: string): Promise<NumberArray | null> {
  if (Array.isArray(value)) {
    if (value.length === 0 || !value.every((entry) => typeof entry === "number")) return null;
    const bytes = Buffer.from(Float64Array.from(value).buffer);
    return new NumberArray(name, [value.length], "<f8", false, inMemory(bytes));
  }
  if (!(value instanceof PickledArray) || Array.isArray(value.data)) return null;
  const { shape, type, byColumns, data } = value;
  const store =
    typeof data === "string"
      ? inMemory(Buffer.from(data, "latin1"))
      : data instanceof FarBytes
        ? await data.store()
        : data;
  return new NumberArray(name, shape, type.name, byColumns, store);
}
