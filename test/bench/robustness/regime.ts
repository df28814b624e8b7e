import { z } from "zod";
import { at } from "#lib/array.ts";
import type { MethodId } from "#lib/methods/index.ts";
import { permutation, randomSource } from "#lib/random.ts";
import type { TrainingData } from "#lib/train/train.ts";
import { cifarImages, cifarLabels } from "../cifar.ts";

/** A part of CIFAR-10, small pictures, and a schedule, in which plain cross-entropy learns wrong labels by heart. */

export const SIDE = 16;
export const CLASSES = 10;
/** to learn from; others whose noisy labels are put aside to choose hyper-parameters; and to report gold on */
export const ITEMS = 3000;
export const ASIDE = 6000;
export const EPOCHS = 16;

/** No shifts and no crops: what an epoch sees it has seen before, and a schedule that lasts long enough. */
export const options = {
  epochs: EPOCHS,
  batch: 64,
  translate: 0,
  flip: false,
  earlyShare: 0,
  views: "one",
  threads: 1,
  shareWarmUp: true,
  backboneOptions: { widths: [16, 64, 64] },
} as const;

export const noiseKinds = z.enum(["human1", "symmetric"]);
export type Noise = z.output<typeof noiseKinds>;

/** Of the labels that symmetric noise changes, every other class alike. */
export const SYMMETRIC = 0.4;
/** What their papers give to methods that leave out a share of the examples: the noise rate, human1's being 17 %. */
const noiseRate: Record<Noise, number> = { human1: 0.18, symmetric: SYMMETRIC };
const leavesOut: readonly MethodId[] = ["co-teaching", "co-teaching-plus", "jocor"];

/** The hyper-parameters, with the noise rate for a method that asks for it. */
export const withNoiseRate = (method: MethodId, noise: Noise, hyper: Record<string, unknown>) =>
  leavesOut.includes(method) ? { forget: noiseRate[noise], ...hyper } : hyper;

export type World = {
  /** 50,000 pictures of SIDE × SIDE */
  images: Uint8Array;
  gold: Int32Array;
  noisy: Record<Noise, Int32Array>;
  /** rows: disjoint */
  train: Int32Array;
  aside: Int32Array;
  test: Int32Array;
};

export async function world(folder: string): Promise<World> {
  const [images, column] = [await cifarImages(folder), await cifarLabels(folder)];
  const gold = column("clean");
  const drawn = permutation(40_000, randomSource(1));
  return {
    images: halved(images, 32),
    gold,
    noisy: { human1: column("human1"), symmetric: symmetric(gold, SYMMETRIC) },
    train: drawn.slice(0, ITEMS),
    aside: drawn.slice(ITEMS, ITEMS + ASIDE),
    test: Int32Array.from({ length: 10_000 }, (_, i) => 40_000 + i),
  };
}

/** What a training in this noise learns from. */
export function learntFrom({ images, noisy, train: rows }: World, noise: Noise): Omit<TrainingData, "predict"> {
  const labels = rows.map((row) => at(noisy[noise], row));
  return { images, size: SIDE, classes: CLASSES, train: { rows, labels } };
}

/** Each label becomes another class, every other one alike, with the given probability. */
export function symmetric(gold: Int32Array, share: number): Int32Array {
  const random = randomSource(2027);
  return gold.map((label) =>
    random.unit() < share ? (label + 1 + random.below(CLASSES - 1)) % CLASSES : label,
  );
}

/** Pictures of half the side: each pixel the mean of four. */
export function halved(images: Uint8Array, side: number): Uint8Array {
  const [half, line] = [side / 2, side * 3];
  const small = new Uint8Array(images.length / 4);
  let to = 0;
  // rows of all pictures follow each other, so pairs of rows never mix two pictures
  for (let top = 0; top < images.length; top += 2 * line)
    for (let x = 0; x < half; x++)
      for (let from = top + 6 * x; from < top + 6 * x + 3; from++) {
        const sum = images[from]! + images[from + 3]! + images[from + line]! + images[from + line + 3]!;
        small[to++] = (sum + 2) >> 2;
      }
  return small;
}
