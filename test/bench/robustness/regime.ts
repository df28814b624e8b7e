import { z } from "zod";
import { at } from "#lib/array.ts";
import type { MethodId } from "#lib/methods/index.ts";
import { permutation, randomSource } from "#lib/random.ts";
import type { TrainingOptions } from "#lib/train/train.ts";
import { cifarImages, cifarLabels } from "../cifar.ts";

/** A part of CIFAR-10, small pictures, and a schedule, in which plain cross-entropy learns wrong labels by heart. */

/** Learnt from, and others whose noisy labels are put aside. */
const ITEMS = 4000;
const ASIDE = 6000;

/** No shifts, crops or mirror images: an epoch sees what every epoch has seen. */
const options = {
  epochs: 20,
  batch: 64,
  translate: 0,
  flip: false,
  earlyShare: 0,
  views: "one",
  threads: 1,
  shareWarmUp: true,
  backboneOptions: { widths: [16, 64, 64] },
} as const satisfies TrainingOptions;

export const noiseKinds = z.enum(["human1", "symmetric"]);
export type Noise = z.output<typeof noiseKinds>;

/** Of the labels that symmetric noise changes. */
const SYMMETRIC = 0.4;

/** What their papers give to methods that leave out a share of the examples: the noise rate, human1's being 17 %. */
const noiseRate: Record<Noise, number> = { human1: 0.18, symmetric: SYMMETRIC };
const leavesOut: readonly MethodId[] = ["co-teaching", "co-teaching-plus", "jocor"];

/** The hyper-parameters, with the noise rate for a method that asks for it. */
export const withNoiseRate = (method: MethodId, noise: Noise, hyper: Record<string, unknown>) =>
  leavesOut.includes(method) ? { forget: noiseRate[noise], ...hyper } : hyper;

/** What all trainings of a comparison have in common. */
export type World = {
  images: Uint8Array;
  side: number;
  classes: number;
  gold: Int32Array;
  noisy: Record<Noise, Int32Array>;
  /** rows, disjoint: to learn from; whose noisy labels hyper-parameters are chosen by; whose gold is reported */
  train: Int32Array;
  aside: Int32Array;
  test: Int32Array;
  options: TrainingOptions;
};

/** @param folder holds CIFAR-10 and CIFAR-10N (cifar.ts) */
export async function world(folder: string): Promise<World> {
  const [images, column] = [await cifarImages(folder), await cifarLabels(folder)];
  const gold = column("clean");
  const drawn = permutation(40_000, randomSource(1));
  return {
    images: halved(images, 32),
    side: 16,
    classes: 10,
    gold,
    noisy: { human1: column("human1"), symmetric: symmetric(gold, 10, SYMMETRIC) },
    train: drawn.slice(0, ITEMS),
    aside: drawn.slice(ITEMS, ITEMS + ASIDE),
    test: Int32Array.from({ length: 10_000 }, (_, i) => 40_000 + i),
    options,
  };
}

/** Each label becomes another class, every other one alike, with the given probability. */
export function symmetric(gold: Int32Array, classes: number, share: number): Int32Array {
  const random = randomSource(2027);
  return gold.map((label) =>
    random.unit() < share ? (label + 1 + random.below(classes - 1)) % classes : label,
  );
}

/** Pictures of half the side: each pixel the mean of four. */
function halved(images: Uint8Array, side: number): Uint8Array {
  const [half, line] = [side / 2, side * 3];
  const small = new Uint8Array(images.length / 4);
  let to = 0;
  // rows of all pictures follow each other, so pairs of rows never mix two pictures
  for (let top = 0; top < images.length; top += 2 * line)
    for (let x = 0; x < half; x++)
      for (let from = top + 6 * x; from < top + 6 * x + 3; from++) {
        const upper = at(images, from) + at(images, from + 3);
        small[to++] = (upper + at(images, from + line) + at(images, from + line + 3) + 2) >> 2;
      }
  return small;
}
