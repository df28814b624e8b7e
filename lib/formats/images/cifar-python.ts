import { numbersOf } from "#lib/formats/arrays/named-arrays.ts";
import type { NumberArray } from "#lib/formats/arrays/number-array.ts";
import { beginsPickle, readPickle } from "#lib/formats/arrays/pickle.ts";
import type { PickleValue } from "#lib/formats/arrays/pickle-values.ts";
import { containers, type ImageFormat } from "#lib/formats/images/format.ts";
import { numberedPictures, type Part, splitOfName } from "#lib/formats/images/numbered.ts";
import { interleaved, rawPng } from "#lib/formats/images/raw-png.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { numbered } from "#lib/numbers.ts";

const side = 32;
const pixels = 3 * side * side;

/**
 * CIFAR-10 and CIFAR-100 as published for Python: pickles with `data` (n × 3072 bytes, colour by colour) and `labels`
 * or `fine_labels`, and one with the names of the classes. Nothing in them is executed.
 */
export const cifarPython: ImageFormat = {
  id: "cifar-python",
  name: "CIFAR-10 and CIFAR-100, python version",
  async open(files) {
    const parts: Part[] = [];
    let classes: string[] | null = null;
    for (const name of containers(files)) {
      if (!beginsPickle(await files.head(name))) continue;
      const { value } = await readPickle(await files.open(name));
      const part = await batchOf(value, name);
      if (part) parts.push(part);
      else classes ??= namesIn(value);
    }
    return parts.length === 0 ? null : numberedPictures(files, parts, classes);
  },
};

/** @returns null for a pickle of something else */
async function batchOf(value: PickleValue, name: string): Promise<Part | null> {
  if (!(value instanceof Map)) return null;
  const data = await numbersOf(value.get("data"), `data of ${name}`);
  if (!data) return null;
  const said = value.get("labels") ?? value.get("fine_labels");
  const labels = said === undefined ? null : await numbersOf(said, `labels of ${name}`);
  const [count = 0, width] = data.shape;
  if (data.shape.length !== 2 || width !== pixels || data.typeName !== "|u1" || data.byColumns)
    throw new FormatError(
      `${quote(name)} holds an array of the shape (${data.shape.join(", ")}) and type ${data.typeName}; CIFAR’s is n × 3072 bytes.`,
    );
  if (labels && labels.length !== count)
    throw new FormatError(
      `${quote(name)} holds ${numbered(count, "picture")} and ${numbered(labels.length, "label")}.`,
    );
  const gold = await labels?.read(0, count);
  return {
    split: splitOfName(name),
    count,
    extension: ".png",
    picture: (i) => pictureOf(data, i),
    gold: (i) => (gold ? String(gold[i]) : ""),
  };
}

async function pictureOf(data: NumberArray, i: number): Promise<Uint8Array> {
  return rawPng(interleaved(await data.bytes.read(i * pixels, pixels)), side, side, 3);
}

function namesIn(value: PickleValue): string[] | null {
  const names = value instanceof Map ? (value.get("fine_label_names") ?? value.get("label_names")) : null;
  if (!Array.isArray(names)) return null;
  const texts = names.filter((name) => typeof name === "string");
  return texts.length === names.length ? texts : null;
}
