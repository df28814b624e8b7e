import { decodeCheckpoint } from "#lib/train/checkpoint.ts";
import type { TrainingData, TrainingHooks } from "#lib/train/contract.ts";
import { asDigested } from "#lib/train/old-names.ts";
import type { Settings } from "#lib/train/options.ts";
import type { PlannedEpoch } from "#lib/train/plan.ts";
import { digestOf, identityOf, type Resumed } from "#lib/train/resume.ts";
import { separated } from "#lib/train/state.ts";

/**
 * Sharing the first epochs. Several methods begin with plain cross-entropy, as CE itself does; with
 * the same settings and labels those epochs compute the same weights to the last bit, so one
 * training may save them and the others resume from there.
 */

/** How many of the first epochs are plain, under one learning-rate schedule, and not the last. */
export function plainEpochs(plan: PlannedEpoch[]): number {
  const first = plan.findIndex(({ phase, to }) => !phase.plain || to !== plan.length);
  return Math.min(first === -1 ? plan.length : first, plan.length - 1);
}

/** Settings on which the weights after plain epochs do not depend: the method, and how it predicts. */
const UNRELATED = ["method", "hyper", "threads", "views", "folds", "keep", "calibrate", "shareWarmUp"];

/** Identifies the weights after `epoch` plain epochs. */
export function sharedKey(
  settings: Settings,
  data: TrainingData,
  items: TrainingData["train"],
  epoch: number,
): string {
  const related = Object.entries(asDigested(settings)).filter(([name]) => !UNRELATED.includes(name));
  return digestOf({ ...Object.fromEntries(related), ...identityOf(data), epoch }, items);
}

/** The latest shared state that suits: after `epochs` plain epochs, or fewer. Null when there is none. */
export async function loadShared(
  hooks: Pick<TrainingHooks, "warmUps" | "log">,
  keyOf: (epoch: number) => string,
  epochs: number,
): Promise<Resumed | null> {
  for (let epoch = epochs; epoch > 0 && hooks.warmUps; epoch--) {
    const bytes = await hooks.warmUps.load(keyOf(epoch));
    if (!bytes) continue;
    try {
      const { header, tensors } = decodeCheckpoint(bytes);
      const { state } = separated(tensors);
      return { header: { ...header, shared: epoch, best: null }, state, memory: {}, best: {} };
    } catch (error) {
      hooks.log("warm-up.ignored", { reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return null;
}
