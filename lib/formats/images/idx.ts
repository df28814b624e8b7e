import { at } from "#lib/array.ts";
import type { FileSet } from "#lib/formats/files/file-set.ts";
import type { RandomFile } from "#lib/formats/files/random-file.ts";
import { containers, type ImageFormat } from "#lib/formats/images/format.ts";
import { numberedPictures, type Part, splitOfName } from "#lib/formats/images/numbered.ts";
import { rawPng } from "#lib/formats/images/raw-png.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted, numbered } from "#lib/numbers.ts";

/** Side of the largest picture that is believed, pixels. */
const largestSide = 4096;

/** Bytes (8) in three dimensions, and in one. */
const beginsPictures = (head: Buffer) => head.length >= 16 && head.readUInt32BE(0) === 0x0803;
const beginsLabels = (head: Buffer) => head.length >= 8 && head.readUInt32BE(0) === 0x0801;

/**
 * MNIST's own format (IDX), as Fashion-MNIST and KMNIST have it too, gzipped or not: a file of grey pictures, and one
 * of labels that is called like it with “labels” for “images”.
 */
export const idx: ImageFormat = {
  id: "idx",
  name: "MNIST (IDX)",
  async open(files) {
    const pictures: string[] = [];
    const labels: string[] = [];
    for (const name of containers(files)) {
      const head = await files.head(name);
      if (beginsPictures(head)) pictures.push(name);
      else if (beginsLabels(head)) labels.push(name);
    }
    const parts: Part[] = [];
    for (const name of pictures) parts.push(await partOf(files, name, labelsOf(name, labels)));
    return parts.length === 0 ? null : numberedPictures(files, parts, null);
  },
};

async function partOf(files: FileSet, name: string, labelName: string | undefined): Promise<Part> {
  const file = await files.open(name);
  const head = await file.read(0, 16);
  const [count, height, width] = [head.readUInt32BE(4), head.readUInt32BE(8), head.readUInt32BE(12)];
  if (height < 1 || width < 1 || height > largestSide || width > largestSide)
    throw new FormatError(
      `${quote(name)} says that its pictures are ${width} × ${height} pixels, at byte 8.`,
    );
  const pixels = height * width;
  checkSize(file, 16 + count * pixels, `${numbered(count, "picture")} of ${width} × ${height}`);
  const gold = labelName === undefined ? null : await goldOf(files, labelName);
  if (gold && gold.length !== count)
    throw new FormatError(
      `${quote(name)} holds ${numbered(count, "picture")}, but ${quote(labelName ?? "")} ${numbered(gold.length, "label")}.`,
    );
  return {
    split: splitOfName(name),
    count,
    extension: ".png",
    picture: async (i) => rawPng(await file.read(16 + i * pixels, pixels), width, height, 1),
    gold: (i) => (gold ? String(at(gold, i)) : ""),
  };
}

async function goldOf(files: FileSet, name: string): Promise<Buffer> {
  const file = await files.open(name);
  const count = (await file.read(0, 8)).readUInt32BE(4);
  checkSize(file, 8 + count, numbered(count, "label"));
  return file.read(8, count);
}

function checkSize({ name, size }: RandomFile, wanted: number, what: string): void {
  if (size !== wanted)
    throw new FormatError(
      `${quote(name)} says that it holds ${what}, ${numbered(wanted, "byte")}, but has ${counted(size)}.`,
    );
}

/** train-images-idx3-ubyte.gz goes with train-labels-idx1-ubyte, gzipped or not. */
function labelsOf(pictures: string, labels: readonly string[]): string | undefined {
  const key = (name: string) =>
    name
      .replace(/\.gz$/i, "")
      .replace(/images/gi, "labels")
      .replace(/idx3/gi, "idx1");
  return labels.find((name) => key(name) === key(pictures));
}
