import { add, at } from "#lib/array.ts";
import { accuracyOf } from "#lib/train/accuracy.ts";
import type { TrainingData, TrainingHooks, TrainingProgress, TrainingResult } from "#lib/train/contract.ts";
import { TrainingError } from "#lib/train/errors.ts";
import { selectItems } from "#lib/train/items.ts";
import { trainingOptions, type TrainingOptions } from "#lib/train/options.ts";
import { train } from "#lib/train/train.ts";
import { dealt } from "#lib/train/validation.ts";

/** Each fold's training has its own place for checkpoints. */
export type FoldHooks = Omit<TrainingHooks, "checkpoints"> & {
  checkpoints: (fold: number) => TrainingHooks["checkpoints"];
};

export type FoldedResult = Omit<TrainingResult, "checkpoint"> & {
  /** final weights, one blob a fold */
  checkpoints: Uint8Array[];
};

/**
 * Trains once, or with `folds` > 1 by cross-fitting: the labelled items are dealt into that many
 * folds, a network is trained without each fold in turn and predicts it, so that every item gets a
 * prediction from a network that never saw its label. Items without a label get the mean over all
 * networks. After an interruption, finished folds only predict again.
 * Source: Chernozhukov et al. 2018 (cross-fitting); as used by confident learning, Northcutt et al. 2021.
 * @throws TrainingError as train(); "invalid" also when a fold would have nothing to learn from
 */
export async function trainFolds(
  data: TrainingData,
  options: TrainingOptions,
  hooks: FoldHooks,
): Promise<FoldedResult> {
  const parsed = trainingOptions.safeParse(options);
  const folds = parsed.success ? parsed.data.folds : 1; // train() reports what does not fit
  if (folds === 1) {
    const { checkpoint, ...result } = await train(data, options, {
      ...hooks,
      checkpoints: hooks.checkpoints(0),
    });
    return { ...result, checkpoints: [checkpoint] };
  }
  const { rows, labels } = data.train;
  if (rows.length < 2 * folds)
    throw new TrainingError("invalid", `${rows.length} labelled items are too few for ${folds} folds.`);

  const foldOf = dealt(labels, folds, parsed.data?.seed ?? 0);
  const foldOfRow = new Map(Array.from(rows, (row, item) => [row, at(foldOf, item)]));
  const { classes, predict } = data;
  const probabilities = new Float32Array(predict.rows.length * classes);
  const results: TrainingResult[] = [];
  for (let fold = 0; fold < folds; fold++) {
    // items of this fold, and (from every fold's network) those that nobody labelled
    const asked = Array.from(predict.rows.entries()).filter(([, row]) => {
      const own = foldOfRow.get(row);
      return own === undefined || own === fold;
    });
    const part: TrainingData = {
      ...data,
      train: selectItems(data.train, (item) => foldOf[item] !== fold),
      predict: {
        rows: Int32Array.from(asked, ([, row]) => row),
        gold: Int32Array.from(asked, ([index]) => at(predict.gold, index)),
      },
    };
    const result = await train(part, options, {
      ...hooks,
      checkpoints: hooks.checkpoints(fold),
      report: (progress) => hooks.report(ofAll(progress, fold, folds)),
      log: (event, detail) => hooks.log(event, { fold: fold + 1, ...detail }),
    });
    for (const [position, [index, row]] of asked.entries()) {
      const share = foldOfRow.has(row) ? 1 : 1 / folds;
      const own = result.probabilities.subarray(position * classes, (position + 1) * classes);
      own.forEach((p, k) => add(probabilities, index * classes + k, share * p));
    }
    results.push(result);
  }
  const mean = (of: (result: TrainingResult) => number) =>
    results.reduce((sum, result) => sum + of(result), 0) / folds;
  const last = at(results, folds - 1);
  return {
    ...last,
    probabilities,
    accuracy: accuracyOf(probabilities, predict.gold, classes),
    gold: predict.gold.filter((label) => label >= 0).length,
    temperature: mean(({ temperature }) => temperature),
    imagesPerSecond: mean(({ imagesPerSecond }) => imagesPerSecond),
    seconds: mean(({ seconds }) => seconds) * folds,
    parameters: last.parameters * folds,
    // the folds one after the other, as they were trained
    history: results.flatMap(({ history }, fold) =>
      history.map((record) => ({ ...record, epoch: record.epoch + fold * last.epochs })),
    ),
    epochs: last.epochs * folds,
    checkpoints: results.map(({ checkpoint }) => checkpoint),
  };
}

/** One fold's progress as part of all. */
const ofAll = (progress: TrainingProgress, fold: number, folds: number): TrainingProgress => {
  const { epoch, epochs, step, steps, imagesPerSecond, secondsLeft } = progress;
  const perStep = steps > step ? secondsLeft / (steps - step) : secondsLeft;
  return {
    ...progress,
    imagesPerSecond,
    epoch: epoch + fold * epochs,
    epochs: epochs * folds,
    step: step + fold * steps,
    steps: steps * folds,
    secondsLeft: secondsLeft + (folds - 1 - fold) * steps * perStep,
  };
};
