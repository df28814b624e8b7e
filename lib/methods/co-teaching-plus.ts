import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { pair } from "#lib/array.ts";
import { crossEntropy } from "#lib/methods/losses.ts";
import { method, phase, type Candidates, type LossInput } from "#lib/methods/method.ts";
import { exchange, forgetInput, ROUNDING, smallest } from "#lib/methods/small-loss.ts";

/**
 * Among the examples the networks disagree about, each learns from those with the other's smallest
 * losses; from all of them where rounding would leave none. Where they agree about the whole batch,
 * both learn from all of it.
 * @param forget share left out, in [0, 1)
 */
export function exchangeDisagreed(
  { losses, logits }: Pick<Candidates, "losses" | "logits">,
  forget: number,
): tf.Tensor1D[] {
  const [answers, others] = pair(logits.map(answersOf));
  const disagreed = tf.sub<tf.Tensor1D>(1, tf.step(tf.sum(tf.mul(answers, others), -1)));
  const count = tf.sum(disagreed);
  const some = tf.step(tf.sub(tf.mul(count, 1 - forget), 1 - ROUNDING));
  const nobody = tf.sub(1, tf.step(count));
  return losses
    .map((own) => tf.add<tf.Tensor1D>(smallest(own, tf.mul(some, forget), disagreed), nobody))
    .reverse();
}

/** 1 for the class with the largest logit, 0 for the others: [B, K]. */
const answersOf = (logits: tf.Tensor2D): tf.Tensor =>
  tf.sub(1, tf.step(tf.sub(tf.max(logits, -1, true), logits)));

/**
 * Co-teaching+: Co-teaching first, then only on examples the two networks disagree about, which
 * keeps them from becoming one. (The official code feeds softmax outputs into cross-entropy, a
 * second softmax that flattens the gradients; here the logits go in.)
 * Source: Yu et al., ICML 2019, algorithm 1.
 */
export const coTeachingPlus = method({
  id: "co-teaching-plus",
  name: "Co-teaching+",
  nets: 2,
  source: "Yu et al. 2019, “How does disagreement help generalization against label corruption?”",
  hyper: z.object({
    forget: z.number().min(0).lt(1).default(0.18).describe("share of examples left out: the noise rate"),
    warmup: z.number().gt(0).lt(1).default(0.55).describe("share of the epochs with plain Co-teaching"),
    rate: z.number().positive().default(0.3).describe("factor on the learning rate after the warm-up"),
  }),
  phases: ({ forget, warmup, rate }) => {
    const loss = ({ logits, labels }: LossInput) => logits.map((z) => crossEntropy(z, labels));
    return [
      phase({
        name: "co-teaching",
        share: warmup,
        loss,
        extras: { forget: forgetInput(forget, 1) },
        select: ({ losses, extras }) => exchange(losses, extras.scalar("forget")),
      }),
      phase({
        name: "disagreement",
        share: 1 - warmup,
        rate: () => rate,
        loss,
        select: (candidates) => exchangeDisagreed(candidates, forget),
      }),
    ];
  },
});
