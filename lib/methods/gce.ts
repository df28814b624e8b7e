import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { logLikelihood } from "#lib/methods/losses.ts";
import { method, phase } from "#lib/methods/method.ts";

/**
 * GCE, generalised cross-entropy: L = (1 − p_ỹ^q)/q, between cross-entropy (q → 0) and mean
 * absolute error (q = 1). Its gradient is p_ỹ^q times that of cross-entropy, so labels that the
 * network finds improbable pull less. Computed as exp(q·log p): p^q has an infinite slope at 0.
 * Weak gradients at the start (p ≈ 1/K): hence the larger learning rate.
 * Source: Zhang & Sabuncu, NeurIPS 2018, eq. 6.
 */
export const gce = method({
  id: "gce",
  name: "GCE",
  source:
    "Zhang & Sabuncu 2018, “Generalized cross entropy loss for training deep neural networks with noisy labels”",
  hyper: z.object({
    q: z.number().gt(0).max(1).default(0.7).describe("0 is cross-entropy, 1 is mean absolute error"),
    rate: z.number().positive().default(2).describe("factor on the learning rate"),
  }),
  phases: ({ q, rate }) => [
    phase({
      rate: () => rate,
      loss: ({ logits, labels }) =>
        logits.map((z) => tf.div(tf.sub(1, tf.exp(tf.mul(logLikelihood(z, labels), q))), q)),
    }),
  ],
});
