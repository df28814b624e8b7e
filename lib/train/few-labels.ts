import type { Settings } from "#lib/train/options.ts";

/** How a project's first machine is trained: by the plain method, on few labels. */

/** Fewest labelled items that one is trained on: two folds of some. */
export const leastLabels = 10;

/** Steps that a network of ours needs to come to something, however few the items are. */
const leastSteps = 240;
const [usualEpochs, mostEpochs] = [12, 60];

/** @param labels labelled items, at least `leastLabels` */
export function fewLabels(labels: number): {
  method: Settings["method"];
  backbone: Settings["backbone"];
  options: Pick<Settings, "folds" | "batch" | "epochs">;
  seed: number;
} {
  const folds = Math.min(5, Math.floor(labels / 5));
  const learnt = Math.floor((labels * (folds - 1)) / folds);
  // A step sees an eighth of the items at most, so that an epoch is some steps; batch statistics want sixteen.
  const batch = Math.min(256, learnt, Math.max(16, 2 ** Math.floor(Math.log2(learnt / 8))));
  const steps = Math.floor(learnt / batch);
  const epochs = Math.min(mostEpochs, Math.max(usualEpochs, Math.ceil(leastSteps / steps)));
  return { method: "ce", backbone: "quick", options: { folds, batch, epochs }, seed: 1 };
}
