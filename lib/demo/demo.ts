import { at } from "#lib/array.ts";
import { annotate, annotators } from "#lib/demo/annotators.ts";
import { chooseScene, drawScene, type Scene } from "#lib/demo/draw.ts";
import { drawsFrom } from "#lib/demo/draws.ts";
import { shapes } from "#lib/demo/shapes.ts";
import { permutation, randomSource } from "#lib/random.ts";

/*
 * A synthetic dataset with known truth: ten shapes drawn by code, many of them ambiguous, and three
 * simulated annotators who confuse what looks alike. The same seed gives the same dataset.
 */

export const demoProject = {
  slug: "demo",
  name: "Shapes (synthetic)",
  description:
    "4,000 small pictures of ten shapes, drawn by code, with three simulated annotators. Half are plain; " +
    "the others are blends of two shapes, partly covered, faint or noisy. The gold label is the shape with " +
    "the larger share in the blend. Made to try Tandem out; it says nothing about real people.",
  instructions:
    "Which shape is it? Some pictures are blends of two: choose the one it looks more like.\n" +
    "Press the number beside an answer or click it. If you cannot tell at all, say so: that is an answer too.\n" +
    "Take the time you need, and take back a slip with undo.",
  synthetic: true,
} as const;

export const demoClasses: readonly string[] = shapes.map((shape) => shape.name);
export const demoHumans: readonly string[] = annotators.map((annotator) => annotator.name);

export type DemoItem = {
  /** file name; tells nothing about the class */
  name: string;
  split: "train" | "test";
  /** class index */
  gold: number;
  /** class index by annotator */
  labels: number[];
  scene: Scene;
  /** draw the picture: row-major RGB, 32 × 32 × 3; the same at every call */
  draw(this: void): Uint8Array;
};

/**
 * All items in order, the training split first, classes balanced in every ten.
 * @param size of the two splits; multiples of ten keep them balanced
 */
export function demoItems(size = { train: 3000, test: 1000 }, seed = 2026): DemoItem[] {
  const order = randomSource(seed);
  let block: Int32Array = new Int32Array(0);
  return Array.from({ length: size.train + size.test }, (_, index) => {
    if (index % shapes.length === 0) block = permutation(shapes.length, order);
    const gold = at(block, index % shapes.length);
    // scene, labels and pixels have sources of their own: a change of one leaves the others alone
    const source = (part: number) => drawsFrom(randomSource(seed, index, part));
    const scene = chooseScene(gold, source(0));
    return {
      name: `${String(index + 1).padStart(4, "0")}.png`,
      split: index < size.train ? "train" : "test",
      gold,
      labels: annotate(scene, source(1)),
      scene,
      draw: () => drawScene(scene, source(2)),
    };
  });
}
