import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { method, phase } from "#lib/methods/method.ts";
import { transitionInput, transitionMemory, transitionSource } from "#lib/methods/transition.ts";
import { crossEntropyPhase } from "#lib/methods/cross-entropy-phase.ts";

/** Keeps the logarithm finite where the transition matrix has zeros. */
const SMALLEST = 1e-7;

/**
 * FW, forward correction: L = −log Σ_k p_k·T[k][ỹ], the likelihood of the noisy label under the
 * transition matrix T, which is estimated from a cross-entropy warm-up. Bounded by −log min T.
 * Predictions are the network's own p, not pT.
 * Source: Patrini et al., CVPR 2017, eq. 9.
 */
export const forward = method({
  id: "forward",
  name: "FW",
  source:
    "Patrini et al. 2017, “Making deep neural networks robust to label noise: a loss correction approach”",
  hyper: z.object({
    warmup: z.number().gt(0).lt(1).default(0.4).describe("share of the epochs with plain cross-entropy"),
    transition: transitionSource,
    rate: z.number().positive().default(0.1).describe("factor on the learning rate after the warm-up"),
  }),
  phases: ({ warmup, transition, rate }) => [
    crossEntropyPhase(warmup),
    phase({
      name: "corrected",
      share: 1 - warmup,
      rate: () => rate,
      extras: { transition: transitionInput },
      between: transitionMemory(transition),
      loss: ({ logits, labels, extras }) =>
        logits.map((z) => {
          const noisy = tf.matMul(tf.softmax(z), extras.matrix("transition"));
          return tf.neg(tf.log(tf.add(tf.sum(tf.mul(noisy, labels), -1), SMALLEST)));
        }),
    }),
  ],
});
