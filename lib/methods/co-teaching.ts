import { z } from "zod";
import { crossEntropy } from "#lib/methods/losses.ts";
import { method, phase } from "#lib/methods/method.ts";
import { exchange, forgetInput } from "#lib/methods/small-loss.ts";

/**
 * Co-teaching: two networks; in each batch each chooses its small-loss examples, which are likelier
 * to be labelled right, for the other to learn from.
 * Source: Han et al., NeurIPS 2018, algorithm 1. (The official code divides by the number of examples
 * twice, which Adam's scaling undoes and SGD's does not; here once.)
 */
export const coTeaching = method({
  id: "co-teaching",
  name: "Co-teaching",
  nets: 2,
  source:
    "Han et al. 2018, “Co-teaching: robust training of deep neural networks with extremely noisy labels”",
  hyper: z.object({
    forget: z.number().min(0).lt(1).default(0.18).describe("share of examples left out: the noise rate"),
    ramp: z.number().gt(0).max(1).default(0.45).describe("share of the epochs until all of it is left out"),
  }),
  phases: ({ forget, ramp }) => [
    phase({
      loss: ({ logits, labels }) => logits.map((z) => crossEntropy(z, labels)),
      extras: { forget: forgetInput(forget, ramp) },
      select: ({ losses, extras }) => exchange(losses, extras.scalar("forget")),
    }),
  ],
});
