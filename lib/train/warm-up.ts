import { createHash } from "node:crypto";
import type { Items } from "#lib/train/batches.ts";
import { decodeCheckpoint } from "#lib/train/checkpoint.ts";
import type { TrainingHooks } from "#lib/train/contract.ts";
import type { Settings } from "#lib/train/options.ts";
import type { PlannedEpoch } from "#lib/train/plan.ts";
import { separated, type Resumed } from "#lib/train/setup.ts";

/**
 * Sharing the first epochs. Several methods begin with plain cross-entropy, as CE itself does; with
 * the same settings and labels those epochs compute the same weights to the last bit, so one
 * training may keep them and the others go on from there.
 */

/** How many of the first epochs are plain, under one learning-rate schedule, and not the last. */
export function plainEpochs(plan: PlannedEpoch[]): number {
  const first = plan.findIndex(({ phase, to }) => !phase.plain || to !== plan.length);
  return Math.min(first === -1 ? plan.length : first, plan.length - 1);
}

/** Names what those weights depend on: everything but the method and what only concerns predicting. */
export function warmUpKey(
  settings: Settings,
  { size, classes }: { size: number; classes: number },
  items: Items,
  epoch: number,
): string {
  const free = ["method", "hyper", "threads", "views", "folds", "keep", "calibrate", "shareWarmUp"];
  const bound = Object.entries(settings).filter(([name]) => !free.includes(name));
  const hash = createHash("sha256");
  hash.update(JSON.stringify({ ...Object.fromEntries(bound), size, classes, epoch }));
  for (const { buffer, byteOffset, byteLength } of [items.rows, items.labels]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex");
}

/** The latest shared state that suits: after `epochs` plain epochs, or fewer. Null when there is none. */
export async function loadWarmUp(
  hooks: Pick<TrainingHooks, "warmUps" | "log">,
  keyOf: (epoch: number) => string,
  epochs: number,
): Promise<Resumed | null> {
  for (let epoch = epochs; epoch > 0 && hooks.warmUps; epoch--) {
    const bytes = await hooks.warmUps.load(keyOf(epoch));
    if (!bytes) continue;
    try {
      const checkpoint = decodeCheckpoint(bytes);
      const { header, state } = separated(checkpoint);
      return { header: { ...header, shared: epoch, best: null }, state, memory: {}, best: {} };
    } catch (error) {
      hooks.log("warm-up.ignored", { reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return null;
}
