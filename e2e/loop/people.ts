import { createHash } from "node:crypto";
import { createWriteStream, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { type DemoItem, demoClasses, demoItems } from "#lib/demo/demo.ts";
import { difficulty, side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";
import { randomSource } from "#lib/random.ts";

/** Drawn pictures without a word about what they show, and simulated people who look at them. */

/** Classes of the project, by their place in the demo's list. */
const shown = ["circle", "star"].map((name) => demoClasses.indexOf(name));
export const classes: readonly string[] = shown.map((index) => demoClasses[index] ?? "");

export type Person = {
  name: string;
  /** probability of an error: slip + slope · difficulty, as of lib/demo/annotators.ts */
  slip: number;
  slope: number;
};
export const people: readonly Person[] = [
  { name: "ada", slip: 0.02, slope: 0.35 },
  { name: "ben", slip: 0.05, slope: 0.5 },
  { name: "cleo", slip: 0.03, slope: 0.4 },
  { name: "dan", slip: 0.12, slope: 0.45 },
  { name: "eve", slip: 0.07, slope: 0.3 },
];

export type Photographs = {
  /** file with all of them */
  zip: string;
  /** file names in their order, those of the pictures in the zip */
  names: readonly string[];
  /** class indices [n] */
  truth: Int32Array;
  /** what each person says of each picture whenever they see it, class indices [people][n] */
  opinions: readonly Int32Array[];
  /** which picture it is, by its bytes */
  recognise: (picture: Buffer) => number;
};

/** @param count pictures, of all classes alike; no blends of two shapes: small trainings have to learn something */
export async function photographs(count: number): Promise<Photographs> {
  const size = { train: Math.ceil((2 * count) / classes.length) * demoClasses.length, test: 0 };
  const drawn = demoItems(size, 7)
    .filter(({ gold, scene }) => shown.includes(gold) && scene.blend === 0)
    .slice(0, count);
  const archive = new ZipFile();
  const known = new Map<string, number>();
  for (const [index, item] of drawn.entries()) {
    const png = Buffer.from(await encodePng(item.draw(), side));
    known.set(hashOf(png), index);
    archive.addBuffer(png, item.name);
  }
  archive.end();
  const zip = join(mkdtempSync(join(tmpdir(), "tandem-loop-")), "shapes.zip");
  await pipeline(archive.outputStream, createWriteStream(zip));
  return {
    zip,
    names: drawn.map(({ name }) => name),
    truth: Int32Array.from(drawn, ({ gold }) => shown.indexOf(gold)),
    opinions: people.map((person, who) =>
      Int32Array.from(drawn, (item, index) => opinion(person, item, randomSource(5, who, index).unit)),
    ),
    recognise(picture) {
      const index = known.get(hashOf(picture));
      if (index === undefined) throw new Error("nobody has drawn this picture");
      return index;
    },
  };
}

/** The truth, or by mistake any other class. */
function opinion({ slip, slope }: Person, { gold, scene }: DemoItem, unit: () => number): number {
  const truth = shown.indexOf(gold);
  if (unit() >= Math.min(0.75, slip + slope * difficulty(scene))) return truth;
  return (truth + 1 + Math.floor(unit() * (shown.length - 1))) % shown.length;
}

const hashOf = (picture: Buffer): string => createHash("sha256").update(picture).digest("hex");
