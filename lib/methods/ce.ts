import { z } from "zod";
import { method } from "#lib/methods/method.ts";
import { crossEntropyPhase } from "#lib/methods/cross-entropy-phase.ts";

/**
 * CE: plain cross-entropy on the noisy labels, L = −log p_ỹ. No label smoothing: smoothing would
 * make it PLS. The baseline of all others; short decaying schedules already keep it from learning
 * much of the noise by heart.
 */
export const ce = method({
  id: "ce",
  name: "CE",
  shares: true,
  source: "UCSC-REAL/cifar-10-100n",
  hyper: z.object({}),
  phases: () => [{ ...crossEntropyPhase(1), name: "train" }],
});
