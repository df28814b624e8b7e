import { headEpochs } from "#lib/train/head-epochs.ts";
import type { Settings } from "#lib/train/options.ts";

/** How a project's first machine is trained: by the plain method, on few labels. */

/** Fewest labelled items that one is trained on: two folds of some. */
export const leastLabels = 10;

/*
 * Few items have to be seen often, and in small batches. On 200 noisy labels of the demo's ten shapes (two folds,
 * 1,000 other pictures): the usual 12 epochs of one batch give 14 %, 40 epochs of batches of 16 38 %, 80 epochs
 * 48 %, and 80 epochs of batches of 32 45 % in three quarters of the time.
 */
const imagesSeen = 24_000;
const [usualEpochs, mostEpochs] = [12, 80];
/** Batch statistics want sixteen at least. */
const [leastBatch, mostBatch] = [16, 64];

/**
 * @param labels labelled items, at least `leastLabels`
 * @param sees what there is to learn from; a head on features learns in a few epochs what a network does not in many
 */
export function fewLabels(
  labels: number,
  sees: "pictures" | "features" = "pictures",
): {
  method: Settings["method"];
  backbone: Settings["backbone"];
  options: Pick<Settings, "folds" | "batch" | "epochs">;
  seed: number;
} {
  const folds = Math.min(5, Math.floor(labels / 5));
  const learnt = Math.floor((labels * (folds - 1)) / folds);
  const fifth = 2 ** Math.floor(Math.log2(learnt / 5));
  const batch = Math.min(learnt, Math.max(leastBatch, Math.min(mostBatch, fifth)));
  if (sees === "features")
    return { method: "ce", backbone: "linear", options: { folds, batch, epochs: headEpochs }, seed: 1 };
  const epochs = Math.max(usualEpochs, Math.min(mostEpochs, Math.ceil(imagesSeen / learnt)));
  return { method: "ce", backbone: "quick", options: { folds, batch, epochs }, seed: 1 };
}
