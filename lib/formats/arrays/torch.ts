import type { ByteStore } from "#lib/formats/arrays/number-array.ts";
import { type Persistent, readPickle } from "#lib/formats/arrays/pickle.ts";
import { PickledTensor, storageTypes } from "#lib/formats/arrays/pickle-globals.ts";
import { KnownGlobal, PickledStorage, type PickleValue } from "#lib/formats/arrays/pickle-values.ts";
import type { FileSet } from "#lib/formats/files/file-set.ts";
import { cutShort, partOf, type RandomFile } from "#lib/formats/files/random-file.ts";
import { numberTypes } from "#lib/formats/arrays/number-types.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";

/** How a file that PyTorch wrote before 1.6 begins: a number of its own, pickled. */
const magic = 0x1950a86a20f9469cfc6cn;
/** The pickles before the values' one (magic, protocol, the machine it was written on), and the one behind it. */
const leading = 3;

/** The storages that a pickle refers to, collected as they are met. */
function collector(): { storages: Map<string, PickledStorage>; persistent: Persistent } {
  const storages = new Map<string, PickledStorage>();
  const persistent: Persistent = (id) => {
    if (!Array.isArray(id)) return undefined;
    const [what, kind, key, , values] = id;
    const type = kind instanceof KnownGlobal ? storageTypes.get(kind.name) : undefined;
    if (what !== "storage" || type === undefined || typeof key !== "string") return undefined;
    if (typeof values !== "number" || !Number.isSafeInteger(values) || values < 0) return undefined;
    const storage = storages.get(key) ?? new PickledStorage(key, type, values);
    storages.set(key, storage);
    return storage;
  };
  return { storages, persistent };
}

/** Is this a zip as torch.save() writes it? @returns the name of the pickle in it */
export const torchPickle = ({ names }: FileSet): string | undefined =>
  names.find((name) => name === "data.pkl" || name.endsWith("/data.pkl"));

/** Read a file of PyTorch 1.6 and later: a zip with a pickle, and a file for each storage. @throws FormatError */
export async function readTorchZip(files: FileSet, pickle: string): Promise<PickleValue> {
  const { persistent } = collector();
  const { value } = await readPickle(await files.open(pickle), 0, persistent);
  const folder = pickle.slice(0, -"data.pkl".length);
  for (const tensor of tensorsIn(value))
    tensor.data = within(tensor, await files.open(`${folder}data/${tensor.storage.key}`));
  return value;
}

/** Is this what PyTorch wrote before 1.6, as the first pickle of a file? */
export const isLegacyTorch = async (file: RandomFile): Promise<boolean> => {
  const head = await file.read(0, Math.min(file.size, 16));
  return head[0] === 0x80 && head[2] === 0x8a && head.subarray(4, 14).equals(magicBytes);
};

const magicBytes = Buffer.from(magic.toString(16), "hex").reverse();

/** Read a file of PyTorch before 1.6: pickles one after another, and the storages behind them. @throws FormatError */
export async function readLegacyTorch(file: RandomFile): Promise<PickleValue> {
  const { storages, persistent } = collector();
  let at = 0;
  for (let n = 0; n < leading; n++) at = (await readPickle(file, at)).end;
  const { value, end } = await readPickle(file, at, persistent);
  const keys = await readPickle(file, end);
  if (!Array.isArray(keys.value)) throw damaged(file, end);
  const places = new Map<string, RandomFile>();
  at = keys.end;
  for (const key of keys.value) {
    const storage = typeof key === "string" ? storages.get(key) : undefined;
    const type = numberTypes.get(`${storage?.type.endsWith("1") ? "|" : "<"}${storage?.type}`);
    if (!storage || !type) throw damaged(file, end);
    // so many values follow
    const values = Number((await file.read(at, 8)).readBigUInt64LE());
    if (values !== storage.values) throw damaged(file, at);
    places.set(storage.key, partOf(file, file.name, at + 8, values * type.bytes));
    at += 8 + values * type.bytes;
    if (at > file.size) throw cutShort(file.name, file.size);
  }
  for (const tensor of tensorsIn(value)) {
    const place = places.get(tensor.storage.key);
    if (!place) throw damaged(file, end);
    tensor.data = within(tensor, place);
  }
  return value;
}

/** Tensors at the top of what was saved: alone, in a list, or in a dictionary. */
function tensorsIn(value: PickleValue): PickledTensor[] {
  const values = value instanceof Map ? [...value.values()] : Array.isArray(value) ? value : [value];
  return values.filter((each) => each instanceof PickledTensor);
}

/** The bytes of a tensor in those of its storage. */
function within({ offset, type }: PickledTensor, storage: RandomFile): ByteStore {
  const start = offset * (numberTypes.get(type.name)?.bytes ?? 1);
  return { size: Math.max(0, storage.size - start), read: (at, length) => storage.read(start + at, length) };
}

const damaged = (file: RandomFile, at: number) =>
  new FormatError(`The PyTorch file ${quote(file.name)} is damaged at byte ${at}.`);
