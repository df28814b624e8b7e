import { z } from "zod";
import { labelErrors } from "#lib/methods/confident-joint.ts";
import { crossEntropy } from "#lib/methods/losses.ts";
import { method, phase, type Memory, type EpochView } from "#lib/methods/method.ts";
import { crossEntropyPhase } from "#lib/methods/cross-entropy-phase.ts";

/** Which items to learn from: all but those whose label is probably wrong. */
async function cleaned({ epoch, classes, labels, memory, predict }: EpochView): Promise<Memory> {
  if (epoch > 0) return memory;
  const wrong = labelErrors(await predict(), labels, classes);
  return { kept: Float32Array.from(wrong, (flag) => 1 - flag) };
}

/**
 * Confident learning: cross-entropy first; the labels that contradict what that network is sure of
 * are left out, and a new network learns from the rest. The first network judges the very items it
 * was trained on, but after a short training it has not memorised them; proper cross-fitting would
 * cost several more trainings, and is what a run with `folds` offers for its predictions.
 * Source: Northcutt, Jiang & Chuang, JAIR 2021, pruning by noise rate.
 */
export const confidentLearning = method({
  id: "confident-learning",
  name: "Confident learning",
  source: "Northcutt, Jiang & Chuang 2021, “Confident learning: estimating uncertainty in dataset labels”",
  hyper: z.object({
    first: z.number().gt(0).lt(1).default(0.4).describe("share of the epochs for the network that judges"),
  }),
  phases: ({ first }) => [
    { ...crossEntropyPhase(first), name: "judge", plain: false },
    phase({
      name: "cleaned",
      share: 1 - first,
      restart: true,
      columns: { kept: () => [] },
      between: cleaned,
      loss: ({ logits, labels }) => logits.map((values) => crossEntropy(values, labels)),
      // the mean is over those that stay, or the fewer they are the smaller every step would be
      select: ({ extras }) => [extras.vector("kept")],
    }),
  ],
});
