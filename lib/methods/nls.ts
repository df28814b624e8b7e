import { z } from "zod";
import { smoothedCrossEntropy } from "#lib/methods/label-smoothing.ts";
import { method, phase } from "#lib/methods/method.ts";
import { crossEntropyPhase } from "#lib/methods/cross-entropy-phase.ts";

/**
 * NLS, negative label smoothing: cross-entropy first, then a rate below zero at a small learning
 * rate, because the loss has no lower bound.
 */
export const nls = method({
  id: "nls",
  name: "NLS",
  shares: true,
  source: "Wei et al. 2022, “To smooth or not? When label smoothing meets noisy labels”",
  hyper: z.object({
    r: z.number().min(-8).lt(0).default(-0.4).describe("smoothing rate"),
    warmup: z.number().gt(0).lt(1).default(0.4).describe("share of the epochs with plain cross-entropy"),
    rate: z.number().positive().default(0.1).describe("factor on the learning rate after the warm-up"),
  }),
  phases: ({ r, warmup, rate }) => [
    crossEntropyPhase(warmup),
    phase({
      name: "negative",
      share: 1 - warmup,
      rate: () => rate,
      loss: ({ logits, labels }) => logits.map((z) => smoothedCrossEntropy(z, labels, r)),
    }),
  ],
});
