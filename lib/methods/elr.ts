import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { at } from "#lib/array.ts";
import { crossEntropy } from "#lib/methods/losses.ts";
import { method, phase, type Learnt, type LossInput, type EpochView } from "#lib/methods/method.ts";
import { crossEntropyPhase } from "#lib/methods/cross-entropy-phase.ts";
import { softmaxRows } from "#lib/stats/softmax.ts";
import { entry } from "#lib/tensor/executor.ts";
import { stopGradient } from "#lib/tensor/stop-gradient.ts";

/** Probabilities are clipped to this distance from 0 and 1. */
const SMALLEST = 1e-4;

/**
 * CE + λ·log(1 − ⟨t, p⟩), where t ← β·t + (1 − β)·p/Σp is updated with the current prediction first
 * and then treated as a constant.
 */
function regularised({ logits, labels, extras }: LossInput, lambda: number, beta: number): tf.Tensor1D[] {
  return logits.map((values) => {
    const p = tf.clipByValue(tf.softmax(values), SMALLEST, 1 - SMALLEST);
    const now = tf.div(p, tf.sum(p, -1, true));
    const target = stopGradient(tf.add(tf.mul(extras.matrix("targets"), beta), tf.mul(now, 1 - beta)));
    const agreement = tf.sum<tf.Tensor1D>(tf.mul(target, p), -1);
    return tf.add(crossEntropy(values, labels), tf.mul(tf.log(tf.sub(1, agreement)), lambda));
  });
}

/** The same update of a batch's targets in the memory, in place. */
export function renew({ logits, positions, classes, memory }: Learnt, beta: number): void {
  const p = softmaxRows(logits, classes).map((value) => Math.min(1 - SMALLEST, Math.max(SMALLEST, value)));
  const all = entry(memory, "targets");
  positions.forEach((position, row) => {
    const own = p.subarray(row * classes, (row + 1) * classes);
    const sum = own.reduce((total, value) => total + value, 0);
    const targets = all.subarray(position * classes, (position + 1) * classes);
    own.forEach((value, k) => (targets[k] = beta * at(targets, k) + ((1 - beta) * value) / sum));
  });
}

/**
 * ELR, early-learning regularisation: networks learn right labels before wrong ones, so the running
 * average of an example's own predictions records what was learnt early; the loss pulls towards it
 * and so weakens labels that contradict it. In a schedule of a few epochs at a high learning rate the
 * first predictions are too poor to build on, so training begins with plain cross-entropy.
 * Source: Liu, Niles-Weed, Razavian & Fernandez-Granda, NeurIPS 2020, eq. 6 and 9; shengliu66/ELR.
 */
export const elr = method({
  id: "elr",
  name: "ELR",
  source: "Liu et al. 2020, “Early-learning regularization prevents memorization of noisy labels”",
  hyper: z.object({
    first: z.number().min(0).lt(1).default(0.25).describe("share of the epochs with plain cross-entropy"),
    lambda: z.number().min(0).max(50).default(7).describe("weight of the regulariser"),
    beta: z.number().min(0).lt(1).default(0.7).describe("weight of the old targets in the running average"),
  }),
  phases: ({ first, lambda, beta }) => [
    ...(first > 0 ? [crossEntropyPhase(first)] : []),
    phase({
      share: 1 - first,
      columns: { targets: (classes) => [classes] },
      between: ({ memory, labels, classes }: EpochView) =>
        memory.targets ? memory : { targets: new Float32Array(labels.length * classes) },
      loss: (input) => regularised(input, lambda, beta),
      after: (learnt) => renew(learnt, beta),
    }),
  ],
});
