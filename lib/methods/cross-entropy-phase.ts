import { crossEntropy } from "#lib/methods/losses.ts";
import { phase, type Phase } from "#lib/methods/method.ts";

/**
 * Plain cross-entropy for the first `share` of the epochs. Whatever a method does afterwards, these
 * epochs are the same in every method that begins so, and can be trained once for all of them
 * (lib/train/shared-epochs.ts).
 */
export const crossEntropyPhase = (share: number): Phase =>
  phase({
    name: "warm-up",
    share,
    plain: true,
    loss: ({ logits, labels }) => logits.map((z) => crossEntropy(z, labels)),
  });
