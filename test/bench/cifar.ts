import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import sharp from "sharp";
import yauzl from "yauzl";

/** CIFAR-10 with the human labels of CIFAR-10N, from a folder that holds cifar10/train.zip and cifar10n/labels.csv. */

const PIXELS = 32 * 32 * 3;
const CLASSES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

export const cifarIsIn = (folder: string): boolean => existsSync(join(folder, "cifar10", "train.zip"));

/** The 50,000 images in order of their names, decoded once and kept in the temporary folder. */
export async function cifarImages(folder: string): Promise<Uint8Array> {
  const cache = join(tmpdir(), "tandem-bench", "cifar10-train.bin");
  if (existsSync(cache)) return new Uint8Array(await readFile(cache));
  const images = new Uint8Array(50_000 * PIXELS);
  const zip = await yauzl.openPromise(join(folder, "cifar10", "train.zip"));
  for await (const entry of zip.eachEntry()) {
    const index = /(\d{5})\.jpg$/.exec(entry.fileName)?.[1];
    if (index === undefined) continue;
    const parts: Buffer[] = [];
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    images.set(await sharp(Buffer.concat(parts)).removeAlpha().raw().toBuffer(), Number(index) * PIXELS);
  }
  await mkdir(join(tmpdir(), "tandem-bench"), { recursive: true });
  await writeFile(cache, images);
  return images;
}

/** A column's labels of the 50,000 images as class numbers; "clean" is gold. */
export async function cifarLabels(folder: string): Promise<(column: string) => Int32Array> {
  const table = parse<Record<string, string>>(await readFile(join(folder, "cifar10n", "labels.csv")), {
    columns: true,
  });
  return (column) => Int32Array.from(table, (row) => CLASSES.indexOf(row[column] ?? ""));
}
