import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { at } from "#lib/array.ts";
import { crossEntropyPhase } from "#lib/methods/cross-entropy-phase.ts";
import { crossEntropy } from "#lib/methods/losses.ts";
import { method, phase, type EpochView, type LossInput, type Memory } from "#lib/methods/method.ts";
import { entry } from "#lib/tensor/executor.ts";

/** CE with the target w·ỹ + (1 − w)·g; linear in the labels, which may be shares of answers. */
function corrected({ logits, labels, extras }: LossInput, trust: number): tf.Tensor1D[] {
  const guess = tf.mul(extras.matrix("guesses"), 1 - trust);
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

/** Before an epoch: predicts all items and renews the running averages and the guesses that follow from them. */
async function renewed(
  { epoch, classes, memory, predict }: EpochView,
  beta: number,
  sharpen: number,
): Promise<Memory> {
  const now = await predict();
  const averages =
    epoch === 0 ? now : entry(memory, "averages").map((p, i) => beta * p + (1 - beta) * at(now, i));
  return { averages, guesses: sharpened(averages, classes, sharpen) };
}

/**
 * Consistency: after a share of the epochs with cross-entropy, what is learnt is w·label + (1 − w)·guess.
 * The guess is the running average of the predictions of plain views, sharpened. Predictions come once
 * an epoch, from the averaged weights where `ema` keeps them; what learns sees other, stronger views
 * (`translate`, `cutout`). They have to be good: early crops must be over (`earlyShare` ≤ `first`), or the
 * network is asked about a size of things that it has not seen. The same w for every label beats one
 * that follows from how often predictions contradicted it (docs/long.md).
 * Source: Reed et al., ICLR 2015 workshop, soft bootstrapping; Laine & Aila, ICLR 2017, averages over epochs.
 */
export const consistency = method({
  id: "consistency",
  name: "Consistency",
  shares: true,
  source:
    "after Reed et al. 2015, “Training deep neural networks on noisy labels with bootstrapping”, and Laine & Aila 2017, “Temporal ensembling”",
  hyper: z.object({
    first: z.number().min(0).lt(1).default(0.25).describe("share of the epochs with plain cross-entropy"),
    trust: z
      .number()
      .gt(0)
      .max(1)
      .default(0.5)
      .describe("weight of the label; the rest is the network’s own guess"),
    beta: z
      .number()
      .min(0)
      .lt(1)
      .default(0.7)
      .describe("weight of the old predictions in the running average"),
    sharpen: z.number().min(1).max(10).default(2).describe("exponent of the average: 1 leaves it as it is"),
  }),
  phases: ({ first, trust, beta, sharpen }) => [
    ...(first > 0 ? [crossEntropyPhase(first)] : []),
    phase({
      name: "consistency",
      share: 1 - first,
      columns: { guesses: (classes) => [classes] },
      between: (view) => renewed(view, beta, sharpen),
      loss: (input) => corrected(input, trust),
    }),
  ],
});
