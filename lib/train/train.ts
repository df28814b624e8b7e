import { conclude } from "#lib/train/conclude.ts";
import type { TrainingData, TrainingHooks, TrainingResult } from "#lib/train/contract.ts";
import { runEpoch } from "#lib/train/epoch.ts";
import type { TrainingOptions } from "#lib/train/options.ts";
import { prepare } from "#lib/train/prepare.ts";

export type {
  PictureData,
  TrainingData,
  TrainingHooks,
  TrainingProgress,
  TrainingResult,
} from "#lib/train/contract.ts";
export { TrainingError } from "#lib/train/errors.ts";
export { trainingOptions, type TrainingOptions } from "#lib/train/options.ts";
export { predict } from "#lib/train/predict.ts";

/**
 * Trains one method on one backbone and predicts the items it was not trained on.
 * The same data, options and machine give the same weights, bit for bit, whether or not the
 * training was interrupted after an epoch and resumed from its checkpoint.
 * @throws TrainingError "invalid" before anything is computed; "cancelled" within one step of the
 *   request; "diverged" when the loss is no longer a number (the last good checkpoint stays)
 */
export async function train(
  data: TrainingData,
  options: TrainingOptions,
  hooks: TrainingHooks,
): Promise<TrainingResult> {
  const { training, progress: start } = await prepare(data, options, hooks);
  try {
    let progress = start;
    while (progress.epoch < training.settings.epochs) progress = await runEpoch(training, progress);
    return await conclude(training, progress);
  } finally {
    await training.learner.close();
  }
}
