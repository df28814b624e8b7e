import { z } from "zod";
import { smoothedCrossEntropy } from "#lib/methods/label-smoothing.ts";
import { method, phase } from "#lib/methods/method.ts";

/**
 * PLS, positive label smoothing, trained directly (without a cross-entropy warm-up), which its
 * authors found best at low noise. Also softens the confidence: no more than 1 − r + r/K.
 */
export const pls = method({
  id: "pls",
  name: "PLS",
  shares: true,
  source: "Lukasik et al. 2020; UCSC-REAL/negative-label-smoothing",
  hyper: z.object({ r: z.number().gt(0).lt(1).default(0.6).describe("smoothing rate") }),
  phases: ({ r }) => [
    phase({ loss: ({ logits, labels }) => logits.map((z) => smoothedCrossEntropy(z, labels, r)) }),
  ],
});
