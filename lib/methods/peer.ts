import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { at } from "#lib/array.ts";
import { boundedCrossEntropy } from "#lib/methods/losses.ts";
import { method, peerOf, phase, type Moment } from "#lib/methods/method.ts";
import { crossEntropyPhase } from "#lib/methods/cross-entropy-phase.ts";

/** Essential: without it the subtracted term would make the loss unbounded below. */
const EPSILON = 1e-5;
/** Share of the peer phase after which α has reached its full value. */
const RAMP = 2 / 3;

/**
 * PeerLoss: L = ℓ(z, ỹ) − α·ℓ(z', ỹ''), where the peer's image and label were drawn independently
 * of each other. Blind agreement with the labels earns nothing, since it would agree with random
 * labels as well. α rises from 0; the learning rate is divided by 1 + α.
 * Source: Liu & Guo, ICML 2020, eq. 5; weijiaheng/Multi-class-Peer-Loss-functions.
 */
export const peer = method({
  id: "peer",
  name: "PeerLoss",
  source: "Liu & Guo 2020, “Peer loss functions: learning from noisy labels without knowing noise rates”",
  hyper: z.object({
    alpha: z.number().gt(0).max(20).default(1).describe("final weight of the peer term"),
    warmup: z.number().gt(0).lt(1).default(0.4).describe("share of the epochs with plain cross-entropy"),
  }),
  phases: ({ alpha, warmup }) => {
    const alphaAt = ({ progress }: Moment) => alpha * Math.min(1, progress / RAMP);
    return [
      crossEntropyPhase(warmup),
      phase({
        name: "peer",
        share: 1 - warmup,
        rate: (moment) => 1 / (1 + alphaAt(moment)),
        peer: true,
        extras: { alpha: { shape: () => [], value: (moment) => [alphaAt(moment)] } },
        loss: (input) => {
          const other = peerOf(input);
          return input.logits.map((z, net) => {
            const base = boundedCrossEntropy(z, input.labels, EPSILON);
            const blind = boundedCrossEntropy(at(other.logits, net), other.labels, EPSILON);
            return tf.sub<tf.Tensor1D>(base, tf.mul(blind, input.extras.scalar("alpha")));
          });
        },
      }),
    ];
  },
});
