import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { method, phase } from "#lib/methods/method.ts";
import { entry } from "#lib/tensor/executor.ts";
import { inverse, transitionMemory, transitionSource } from "#lib/methods/transition.ts";
import { crossEntropyPhase } from "#lib/methods/cross-entropy-phase.ts";

/**
 * BW, backward correction: L = Σ_j T⁻¹[ỹ][j]·(−log p_j), whose mean over the noise is the clean
 * cross-entropy. The weights sum to 1 but some are negative, so the loss is unbounded below unless
 * log p is bounded, and a network that still fits its labels poorly, which makes T look noisier than
 * it is, diverges. Hence p is clipped as in the authors' code, with zero gradient outside, and the
 * learning rate is lower than before the correction. Unclipped, the gradient with respect to the
 * logits is softmax(z) − T⁻¹[ỹ].
 * Source: Patrini et al., CVPR 2017, eq. 7; giorgiop/loss-correction.
 */
export const backward = method({
  id: "backward",
  name: "BW",
  source:
    "Patrini et al. 2017, “Making deep neural networks robust to label noise: a loss correction approach”",
  hyper: z.object({
    warmup: z.number().gt(0).lt(1).default(0.5).describe("share of the epochs with plain cross-entropy"),
    transition: transitionSource,
    clip: z
      .number()
      .min(0)
      .lt(0.1)
      .default(1e-7)
      .describe("probabilities are clipped to this distance from 0 and 1; 0: no clipping"),
    rate: z.number().positive().default(0.1).describe("factor on the learning rate after the warm-up"),
  }),
  phases: ({ warmup, transition, clip, rate }) => [
    crossEntropyPhase(warmup),
    phase({
      name: "corrected",
      share: 1 - warmup,
      rate: () => rate,
      extras: {
        inverse: {
          shape: (classes) => [classes, classes],
          value: ({ memory }, classes) => inverse(entry(memory, "transition"), classes),
        },
      },
      between: transitionMemory(transition),
      loss: ({ logits, labels, extras }) =>
        logits.map((z) => {
          const weights = tf.matMul(labels, extras.matrix("inverse"));
          return tf.neg<tf.Tensor1D>(tf.sum(tf.mul(weights, logProbabilities(z, clip)), -1));
        }),
    }),
  ],
});

/** log p of every class, [B, K], with p clipped to [clip, 1 − clip]. */
const logProbabilities = (logits: tf.Tensor2D, clip: number): tf.Tensor =>
  clip === 0 ? tf.logSoftmax(logits) : tf.log(tf.clipByValue(tf.softmax(logits), clip, 1 - clip));
