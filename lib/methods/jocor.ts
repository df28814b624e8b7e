import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { pair } from "#lib/array.ts";
import { crossEntropy } from "#lib/methods/losses.ts";
import { method, phase } from "#lib/methods/method.ts";
import { forgetInput, smallest } from "#lib/methods/small-loss.ts";

/** Σ_k (p − q)_k (log p − log q)_k, the sum of both Kullback–Leibler divergences; gradients flow into both. */
function symmetricDivergence(first: tf.Tensor2D, second: tf.Tensor2D): tf.Tensor1D {
  const distance = tf.sub(tf.softmax(first), tf.softmax(second));
  return tf.sum(tf.mul(distance, tf.sub(tf.logSoftmax(first), tf.logSoftmax(second))), -1);
}

/**
 * JoCoR: two networks with one joint loss, (1 − λ)(CE₁ + CE₂) + λ·(KL(p₁‖p₂) + KL(p₂‖p₁)), on the
 * examples where that joint loss is smallest: those whose label both find plausible and on which they agree.
 * Source: Wei et al., CVPR 2020, eq. 1–4.
 */
export const jocor = method({
  id: "jocor",
  name: "JoCoR",
  nets: 2,
  source:
    "Wei, Feng, Chen & An 2020, “Combating noisy labels by agreement: a joint training method with co-regularization”",
  hyper: z.object({
    lambda: z.number().min(0).lt(1).default(0.3).describe("weight of agreement against the labels"),
    forget: z.number().min(0).lt(1).default(0.18).describe("share of examples left out: the noise rate"),
    ramp: z.number().gt(0).max(1).default(0.45).describe("share of the epochs until all of it is left out"),
  }),
  phases: ({ lambda, forget, ramp }) => [
    phase({
      loss: ({ logits, labels }) => {
        const [first, second] = pair(logits);
        const supervised = tf.add(crossEntropy(first, labels), crossEntropy(second, labels));
        const agreement = symmetricDivergence(first, second);
        return [tf.add(tf.mul(supervised, 1 - lambda), tf.mul(agreement, lambda))];
      },
      extras: { forget: forgetInput(forget, ramp) },
      select: ({ losses, extras }) => losses.map((joint) => smallest(joint, extras.scalar("forget"))),
    }),
  ],
});
