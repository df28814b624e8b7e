import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { add, at } from "#lib/array.ts";
import { crossEntropyPhase } from "#lib/methods/cross-entropy-phase.ts";
import { crossEntropy } from "#lib/methods/losses.ts";
import { method, phase, type EpochView, type LossInput, type Memory } from "#lib/methods/method.ts";
import { topClass } from "#lib/stats/argmax.ts";
import { fitTwoBinomials, rarely } from "#lib/stats/two-binomials.ts";
import { entry } from "#lib/tensor/executor.ts";

/** Predictions that must have been seen before labels are judged by how many of them contradicted. */
const LEAST_PREDICTIONS = 3;

/** CE with the target w·ỹ + (1 − w)·g; linear in the labels, which may be shares of answers. */
function corrected({ logits, labels, extras }: LossInput): tf.Tensor1D[] {
  const trust = tf.expandDims(extras.vector("trust"), 1);
  const guess = tf.mul(extras.matrix("guesses"), tf.sub(1, trust));
  const target = tf.add<tf.Tensor2D>(tf.mul(labels, trust), guess);
  return logits.map((values) => crossEntropy(values, target));
}

/** Each row to the power, divided by its sum. @param power 1 leaves probabilities as they are */
export function sharpened(probabilities: Float32Array, classes: number, power: number): Float32Array {
  const raised = probabilities.map((p) => p ** power);
  for (let start = 0; start < raised.length; start += classes) {
    const row = raised.subarray(start, start + classes);
    const sum = row.reduce((total, p) => total + p, 0);
    row.forEach((p, k) => (row[k] = p / sum));
  }
  return raised;
}

/**
 * Before an epoch: predicts all items, and renews their running averages, how often the prediction
 * contradicted the label, and what follows from both.
 */
async function renewed(
  { epoch, classes, labels, memory, predict }: EpochView,
  beta: number,
  sharpen: number,
): Promise<Memory> {
  const now = await predict();
  const averages =
    epoch === 0 ? now : entry(memory, "averages").map((p, i) => beta * p + (1 - beta) * at(now, i));
  const contradictions =
    epoch === 0 ? new Float32Array(labels.length) : entry(memory, "contradictions").slice();
  labels.forEach((label, row) => {
    if (topClass(now, row * classes, classes) !== label) add(contradictions, row, 1);
  });
  return {
    averages,
    contradictions,
    trust: trustIn(contradictions, epoch + 1),
    guesses: sharpened(averages, classes, sharpen),
  };
}

/** P(a label is of those that are rarely contradicted); 1 while too few predictions were seen. */
export function trustIn(contradictions: Float32Array, predictions: number): Float32Array {
  if (predictions < LEAST_PREDICTIONS) return new Float32Array(contradictions.length).fill(1);
  const fit = fitTwoBinomials(contradictions, predictions);
  return contradictions.map((count) => rarely(fit, count, predictions));
}

/**
 * Consistency: after a share of the epochs with cross-entropy, what is learnt is w·label + (1 − w)·guess.
 * The guess is the running average of the predictions of plain views, sharpened; w is the probability
 * that the label is of those that predictions rarely contradict, by a fit of two components to how often
 * they did. Predictions come once an epoch, from the averaged weights where `ema` keeps them; what
 * learns sees other, stronger views (`translate`, `cutout`).
 * Source: after Arazo et al., ICML 2019 (two components, bootstrapping); Li, Socher & Hoi, ICLR 2020,
 * “DivideMix” (co-refinement, sharpening); Laine & Aila, ICLR 2017 (averages over epochs).
 */
export const consistency = method({
  id: "consistency",
  name: "Consistency",
  shares: true,
  source: "after Arazo et al. 2019, Li et al. 2020 (DivideMix) and Laine & Aila 2017",
  hyper: z.object({
    first: z.number().min(0).lt(1).default(0.6).describe("share of the epochs with plain cross-entropy"),
    beta: z
      .number()
      .min(0)
      .lt(1)
      .default(0.7)
      .describe("weight of the old predictions in the running average"),
    sharpen: z.number().min(1).max(10).default(2).describe("exponent of the average: 1 leaves it as it is"),
  }),
  phases: ({ first, beta, sharpen }) => [
    ...(first > 0 ? [crossEntropyPhase(first)] : []),
    phase({
      name: "consistency",
      share: 1 - first,
      columns: { trust: () => [], guesses: (classes) => [classes] },
      between: (view) => renewed(view, beta, sharpen),
      loss: corrected,
    }),
  ],
});
