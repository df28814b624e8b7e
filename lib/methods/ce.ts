import { z } from "zod";
import { method } from "#lib/methods/method.ts";
import { warmUp } from "#lib/methods/warm-up.ts";

/**
 * CE: plain cross-entropy on the noisy labels, L = −log p_ỹ. No label smoothing: smoothing would
 * make it PLS. The baseline of all others; short decaying schedules already keep it from learning
 * much of the noise by heart.
 */
export const ce = method({
  id: "ce",
  name: "CE",
  source: "UCSC-REAL/cifar-10-100n",
  hyper: z.object({}),
  phases: () => [{ ...warmUp(1), name: "train" }],
});
