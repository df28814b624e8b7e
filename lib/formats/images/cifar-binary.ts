import { at } from "#lib/array.ts";
import type { FileSet } from "#lib/formats/files/file-set.ts";
import { type RandomFile, readSmall } from "#lib/formats/files/random-file.ts";
import { containers, type ImageFormat } from "#lib/formats/images/format.ts";
import { numberedPictures, type Part, splitOfName } from "#lib/formats/images/numbered.ts";
import { interleaved, rawPng } from "#lib/formats/images/raw-png.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { numbered } from "#lib/numbers.ts";

const side = 32;
const pixels = 3 * side * side;
/** Records that are read at a time for their labels. */
const atOnce = 500;

/** Longest list of names of the classes, bytes. */
const longestNames = 1024 ** 2;

/** Labels before a picture's pixels: the class; of CIFAR-100 the superclass and the class. */
type Kind = { labels: 1 | 2; classes: number };
const kinds: readonly Kind[] = [
  { labels: 1, classes: 10 },
  { labels: 2, classes: 100 },
];

/** CIFAR-10 and CIFAR-100 as published for C: records of a label (two of CIFAR-100) and 3,072 bytes, colour by colour. */
export const cifarBinary: ImageFormat = {
  id: "cifar-binary",
  name: "CIFAR-10 and CIFAR-100, binary version",
  async open(files) {
    const names = containers(files).filter((name) => /\.bin$/i.test(name));
    const named = await classNames(files);
    const parts: Part[] = [];
    let count = 0;
    for (const name of names) {
      const file = await files.open(name);
      const kind = kinds.find(({ labels }) => file.size % (labels + pixels) === 0) ?? null;
      // A folder may hold other files that end in .bin; one that says it is CIFAR's and is not whole is damaged.
      if ((kind === null || file.size === 0) && !/(data_batch_\d+|test_batch|^train|^test)\.bin$/i.test(name))
        continue;
      if (kind === null || file.size === 0) throw cutShort(file);
      parts.push(await partOf(file, name, kind));
      count = kind.classes;
    }
    return parts.length === 0
      ? null
      : numberedPictures(files, parts, named ?? Array.from({ length: count }, (_, i) => String(i)));
  },
};

async function partOf(file: RandomFile, name: string, { labels, classes }: Kind): Promise<Part> {
  const record = labels + pixels;
  const count = file.size / record;
  const gold = new Uint8Array(count);
  for (let first = 0; first < count; first += atOnce) {
    const rows = Math.min(atOnce, count - first);
    const bytes = await file.read(first * record, rows * record);
    for (let i = 0; i < rows; i++) {
      const label = at(bytes, i * record + labels - 1);
      if (label >= classes)
        throw new FormatError(
          `${quote(file.name)} is not a CIFAR-${classes} file: the label of record ${first + i} is ${label}, at byte ${(first + i) * record + labels - 1}.`,
        );
      gold[first + i] = label;
    }
  }
  return {
    split: splitOfName(name),
    count,
    extension: ".png",
    picture: async (i) => rawPng(interleaved(await file.read(i * record + labels, pixels)), side, side, 3),
    gold: (i) => String(at(gold, i)),
  };
}

/** From batches.meta.txt (CIFAR-10) or fine_label_names.txt (CIFAR-100), a name a line. */
async function classNames(files: FileSet): Promise<string[] | null> {
  const list = files.names.find((name) => /(^|\/)(batches\.meta|fine_label_names)\.txt$/.test(name));
  if (list === undefined) return null;
  const lines = (await readSmall(await files.open(list), longestNames)).toString("utf8").split(/\r?\n/);
  const names = lines.map((line) => line.trim()).filter(Boolean);
  return names.length > 1 ? names : null;
}

const cutShort = ({ name, size }: RandomFile) =>
  new FormatError(
    `${quote(name)} is cut short or not a CIFAR file: its size, ${numbered(size, "byte")}, is not a whole number of records of 3,073 or 3,074.`,
  );
