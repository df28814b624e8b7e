import { type FoldedResult, type FoldHooks, trainFolds } from "#lib/train/cross-fit.ts";
import type { TrainingData } from "#lib/train/contract.ts";
import { TrainingError } from "#lib/train/errors.ts";
import { trainingOptions } from "#lib/train/options.ts";

/**
 * A training as a plain value: options, labels and image tensors. It can be done anywhere, on a machine
 * without the database too, so nothing in this file may import from db/.
 */
export type TrainingTask = {
  /** trainingOptions, as they were stored */
  options: Record<string, unknown>;
  data: TrainingData;
};

/** What the place where it runs provides: clock, files for checkpoints, a listener for its progress. */
export type Surroundings = Omit<FoldHooks, "report" | "warmUps"> & {
  /** @param progress 0 … 1 over all epochs and folds */
  report: (progress: number, note: Record<string, unknown>) => void;
  warmUps: FoldHooks["warmUps"] | undefined;
};

/**
 * Second step: train and predict.
 * @returns figures, predictions [predict.rows.length × classes] and final weights
 * @throws TrainingError
 */
export function runTraining(
  { options, data }: TrainingTask,
  { report, warmUps, ...surroundings }: Surroundings,
): Promise<FoldedResult> {
  const parsed = trainingOptions.safeParse(options);
  if (!parsed.success)
    return Promise.reject(new TrainingError("invalid", "The run's options are not those of this version."));
  return trainFolds(data, parsed.data, {
    ...surroundings,
    ...(warmUps && { warmUps }),
    report: (progress) => {
      const { epoch, epochs, step, steps } = progress;
      report(Math.min(1, (epoch + step / Math.max(1, steps)) / epochs), progress);
    },
  });
}
