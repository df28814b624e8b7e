import type { Network } from "#lib/backbones/backbone.ts";
import type { Method } from "#lib/methods/method.ts";
import type { Executor, Named, Values } from "#lib/tensor/executor.ts";
import type { Normalisation } from "#lib/train/augment.ts";
import type { Items } from "#lib/train/items.ts";
import type { TrainingData, TrainingHooks } from "#lib/train/contract.ts";
import { TrainingError } from "#lib/train/errors.ts";
import type { Learner } from "#lib/train/learner.ts";
import type { Settings } from "#lib/train/options.ts";
import type { PlannedEpoch } from "#lib/train/plan.ts";
import type { Source } from "#lib/train/source.ts";

/** Everything that stays the same throughout a training. */
export type Training = {
  hooks: TrainingHooks;
  settings: Settings;
  method: Method;
  network: Network;
  plan: PlannedEpoch[];
  executor: Executor;
  learner: Learner;
  source: Source;
  /** features an item; null: pictures */
  width: number | null;
  normalisation: Normalisation;
  /** items to learn from, to validate on, and (with gold) to monitor the accuracy with */
  items: Items;
  validation: Items;
  watched: TrainingData["predict"];
  /** what is predicted at the end */
  targets: TrainingData["predict"];
  batch: number;
  stepsAnEpoch: number;
  fingerprint: string;
  /** epochs reused from another training, and how many of the first ones to save for others */
  sharedEpochs: number;
  plain: number;
  sharedKeyAt: (epoch: number) => string;
  /** another draw of the initial state */
  draw: (count: number) => Named<Values>;
  /** seconds spent so far, including those before an interruption */
  seconds: () => number;
};

/** Lets messages in, because a run blocks the event loop. @throws TrainingError "cancelled" on request */
export async function pause({ hooks }: Training): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (hooks.cancelled()) throw new TrainingError("cancelled", "The training was cancelled.");
}
