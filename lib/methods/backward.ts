import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { method, phase } from "#lib/methods/method.ts";
import { inverse, transitionMemory, transitionSource } from "#lib/methods/transition.ts";
import { warmUp } from "#lib/methods/warm-up.ts";

/**
 * BW, backward correction: L = Σ_j T⁻¹[ỹ][j]·(−log p_j), whose mean over the noise is the clean
 * cross-entropy. Weights sum to 1 but some are negative, so the loss has no lower bound; harmless
 * while T is far from singular. Gradient with respect to the logits: softmax(z) − T⁻¹[ỹ].
 * Source: Patrini et al., CVPR 2017, eq. 7.
 */
export const backward = method({
  id: "backward",
  name: "BW",
  source:
    "Patrini et al. 2017, “Making deep neural networks robust to label noise: a loss correction approach”",
  hyper: z.object({
    warmup: z.number().gt(0).lt(1).default(0.5).describe("share of the epochs with plain cross-entropy"),
    transition: transitionSource,
  }),
  phases: ({ warmup, transition }) => [
    warmUp(warmup),
    phase({
      name: "corrected",
      share: 1 - warmup,
      extras: {
        inverse: {
          shape: (classes) => [classes, classes],
          value: ({ memory }, classes) => inverse(memory.transition!, classes),
        },
      },
      between: transitionMemory(transition),
      loss: ({ logits, labels, extras }) =>
        logits.map((z) => {
          const weights = tf.matMul(labels, extras.inverse as tf.Tensor2D);
          return tf.neg<tf.Tensor1D>(tf.sum(tf.mul(weights, tf.logSoftmax(z)), -1));
        }),
    }),
  ],
});
