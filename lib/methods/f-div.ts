import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { at } from "#lib/array.ts";
import { method, peerOf, phase } from "#lib/methods/method.ts";
import { crossEntropyPhase } from "#lib/methods/cross-entropy-phase.ts";

const names = ["Total-Variation", "Jenson-Shannon", "Pearson", "KL", "Jeffrey"] as const;

type Side = (x: tf.Tensor1D) => tf.Tensor1D;
const identity: Side = (x) => x;
const halfTanh: Side = (x) => tf.mul(tf.tanh(x), 0.5);
const log1pExpNeg: Side = (x) => tf.log(tf.add(tf.exp(tf.neg(x)), 1));

/** For each divergence g and f*∘g, with x the probability of the given label. */
const divergences: Record<(typeof names)[number], { g: Side; conjugate: Side }> = {
  "Total-Variation": { g: halfTanh, conjugate: halfTanh },
  "Jenson-Shannon": {
    g: (x) => tf.sub(Math.LN2, log1pExpNeg(x)),
    conjugate: (x) => tf.sub(tf.add(x, log1pExpNeg(x)), Math.LN2),
  },
  Pearson: { g: identity, conjugate: (x) => tf.add(tf.div(tf.square(x), 4), x) },
  KL: { g: identity, conjugate: (x) => tf.exp(tf.sub(x, 1)) },
  Jeffrey: {
    g: identity,
    conjugate: (x) => tf.addN([x, tf.div(tf.square(x), 4), tf.div(tf.mul(tf.square(x), x), 16)]),
  },
};

const probabilityOf = (logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Tensor1D =>
  tf.sum(tf.mul(labels, tf.softmax(logits)), -1);

/**
 * F-Div: maximises an f-divergence between the joint distribution of predictions and labels and the
 * product of its marginals, L = −g(p_ỹ) + f*(g(p'_ỹ'')), the second term on an independently drawn
 * image and label. Slow from random weights, so cross-entropy goes first.
 * Source: Wei & Liu, ICLR 2021, eq. 4 and table 1.
 */
export const fDiv = method({
  id: "f-div",
  name: "F-Div",
  source: "Wei & Liu 2021, “When optimizing f-divergence is robust with label noise”",
  hyper: z.object({
    divergence: z
      .enum(names)
      .default("Total-Variation")
      .describe("the divergence between labels and answers"),
    warmup: z.number().gt(0).lt(1).default(0.4).describe("share of the epochs with plain cross-entropy"),
  }),
  phases: ({ divergence, warmup }) => {
    const { g, conjugate } = divergences[divergence];
    return [
      crossEntropyPhase(warmup),
      phase({
        name: "divergence",
        share: 1 - warmup,
        peer: true,
        loss: (input) => {
          const peer = peerOf(input);
          return input.logits.map((z, net) => {
            const independent = probabilityOf(at(peer.logits, net), peer.labels);
            return tf.sub<tf.Tensor1D>(conjugate(independent), g(probabilityOf(z, input.labels)));
          });
        },
      }),
    ];
  },
});
