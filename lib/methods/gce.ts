import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { at } from "#lib/array.ts";
import { logLikelihood } from "#lib/methods/losses.ts";
import { method, phase, type Memory, type EpochView } from "#lib/methods/method.ts";

/** (1 − p_ỹ^q)/q, as exp(q·log p): the gradient of p^q is infinite at 0. */
const generalised = (z: tf.Tensor2D, labels: tf.Tensor2D, q: number): tf.Tensor1D =>
  tf.div(tf.sub(1, tf.exp(tf.mul(logLikelihood(z, labels), q))), q);

/** Before each epoch: items whose label has more than probability k; all of them if none has. */
export async function plausible({ labels, classes, predict }: EpochView, k: number): Promise<Memory> {
  const p = await predict();
  const kept = Float32Array.from(labels, (label, row) => Number(at(p, row * classes + label) > k));
  return { kept: kept.includes(1) ? kept : kept.fill(1) };
}

/**
 * GCE, generalised cross-entropy: L = (1 − p_ỹ^q)/q, between cross-entropy (q → 0) and mean
 * absolute error (q = 1). Its gradient is p_ỹ^q times that of cross-entropy, so labels that the
 * network finds improbable pull less. Its gradients are weak at the start (p ≈ 1/K), hence the
 * larger learning rate. Truncated, it leaves out items whose label has a probability of at most k,
 * after the first part of the training.
 * Source: Zhang & Sabuncu, NeurIPS 2018, eq. 6, and §3.3 for the truncation.
 */
export const gce = method({
  id: "gce",
  name: "GCE",
  source:
    "Zhang & Sabuncu 2018, “Generalized cross entropy loss for training deep neural networks with noisy labels”",
  hyper: z.object({
    q: z.number().gt(0).max(1).default(0.4).describe("0 is cross-entropy, 1 is mean absolute error"),
    rate: z.number().positive().default(2).describe("factor on the learning rate"),
    truncated: z.boolean().default(false).describe("leave out items whose label is improbable"),
    k: z.number().gt(0).lt(1).default(0.5).describe("at or below this probability, when truncated"),
    from: z.number().gt(0).lt(1).default(0.4).describe("share of the epochs before that, when truncated"),
  }),
  phases: ({ q, rate, truncated, k, from }) => {
    const plain = phase({
      share: truncated ? from : 1,
      rate: () => rate,
      loss: ({ logits, labels }) => logits.map((z) => generalised(z, labels, q)),
    });
    if (!truncated) return [plain];
    const shift = (1 - k ** q) / q;
    return [
      plain,
      phase({
        name: "truncated",
        share: 1 - from,
        rate: () => rate,
        columns: { kept: () => [] },
        between: (view) => plausible(view, k),
        loss: ({ logits, labels, extras }) =>
          logits.map((z) =>
            tf.mul<tf.Tensor1D>(tf.sub(generalised(z, labels, q), shift), extras.vector("kept")),
          ),
      }),
    ];
  },
});
