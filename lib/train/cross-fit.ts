import { add, at } from "#lib/array.ts";
import { accuracyOf } from "#lib/train/accuracy.ts";
import type {
  Labelled,
  TrainingData,
  TrainingHooks,
  TrainingProgress,
  TrainingResult,
} from "#lib/train/contract.ts";
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

/** How many trainings the options ask for; train() reports what does not fit. */
function foldsOf(options: TrainingOptions): { folds: number; seed: number } {
  const { folds = 1, seed = 0 } = trainingOptions.safeParse(options).data ?? {};
  return { folds, seed };
}

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
  const { folds } = foldsOf(options);
  const results: TrainingResult[] = [];
  const told = new Map<number, FoldProgress>();
  for (let fold = 0; fold < folds; fold++) {
    const report = (progress: TrainingProgress) =>
      hooks.report(progressOfFolds(folds, told.set(fold, { progress, done: false })));
    results.push(
      await trainFold(data, options, fold, { ...hooks, report, checkpoints: hooks.checkpoints(fold) }),
    );
    told.set(fold, { progress: null, done: true });
  }
  return joinFolds(data, options, results);
}

/**
 * One of these trainings. The folds do not need each other: they may be trained on several machines.
 * @throws TrainingError as trainFolds()
 */
export async function trainFold(
  data: TrainingData,
  options: TrainingOptions,
  fold: number,
  hooks: TrainingHooks,
): Promise<TrainingResult> {
  const { folds, seed } = foldsOf(options);
  if (folds === 1) return train(data, options, hooks);
  const { rows, labels } = data.train;
  if (rows.length < 2 * folds)
    throw new TrainingError("invalid", `${rows.length} labelled items are too few for ${folds} folds.`);
  const foldOf = dealt(labels, folds, seed);
  const asked = askedOf(data, foldOf, fold);
  const part: TrainingData = {
    ...data,
    train: selectItems(data.train, (item) => foldOf[item] !== fold),
    predict: {
      rows: Int32Array.from(asked, ({ row }) => row),
      gold: Int32Array.from(asked, ({ index }) => at(data.predict.gold, index)),
    },
  };
  return train(part, options, {
    ...hooks,
    log: (event, detail) => hooks.log(event, { fold: fold + 1, ...detail }),
  });
}

/** What a fold's network predicts: items of this fold, and those that nobody labelled. */
function askedOf(
  { train: { rows }, predict }: Labelled,
  foldOf: ArrayLike<number>,
  fold: number,
): { index: number; row: number; labelled: boolean }[] {
  const foldOfRow = new Map(Array.from(rows, (row, item) => [row, foldOf[item]]));
  return Array.from(predict.rows, (row, index) => ({ index, row, own: foldOfRow.get(row) }))
    .filter(({ own }) => own === undefined || own === fold)
    .map(({ index, row, own }) => ({ index, row, labelled: own !== undefined }));
}

/** The results of all folds, in their order, as one. */
export function joinFolds(
  data: Labelled,
  options: TrainingOptions,
  results: readonly TrainingResult[],
): FoldedResult {
  const { folds, seed } = foldsOf(options);
  const { checkpoint, ...last } = at(results, folds - 1);
  if (folds === 1) return { ...last, checkpoints: [checkpoint] };
  const { classes, predict } = data;
  const foldOf = dealt(data.train.labels, folds, seed);
  const probabilities = new Float32Array(predict.rows.length * classes);
  for (const [fold, result] of results.entries())
    for (const [position, { index, labelled }] of askedOf(data, foldOf, fold).entries()) {
      const share = labelled ? 1 : 1 / folds;
      const own = result.probabilities.subarray(position * classes, (position + 1) * classes);
      own.forEach((p, k) => add(probabilities, index * classes + k, share * p));
    }
  const mean = (of: (result: TrainingResult) => number) =>
    results.reduce((sum, result) => sum + of(result), 0) / folds;
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
    checkpoints: results.map((result) => result.checkpoint),
  };
}

/** How far one fold is: what it told last, and whether it has ended since. */
export type FoldProgress = { progress: TrainingProgress | null; done: boolean };

/**
 * How far all folds are together, one after the other or several at once.
 * @param told of those that have begun; one that is being trained has told something
 */
export function progressOfFolds(folds: number, told: ReadonlyMap<number, FoldProgress>): TrainingProgress {
  const running = [...told.values()].flatMap(({ progress, done }) => (progress && !done ? [progress] : []));
  const ended = [...told.values()].filter(({ done }) => done).length;
  const known = running.at(-1);
  if (!known) throw new Error("no fold is being trained");
  const sum = (of: (progress: TrainingProgress) => number) =>
    running.reduce((total, progress) => total + of(progress), 0);
  const waiting = folds - ended - running.length;
  const steps = sum(({ step }) => step);
  const perStep = sum(({ secondsLeft }) => secondsLeft) / Math.max(1, running.length * known.steps - steps);
  return {
    ...known,
    epoch: sum(({ epoch }) => epoch) + ended * known.epochs,
    epochs: known.epochs * folds,
    step: steps + ended * known.steps,
    steps: known.steps * folds,
    imagesPerSecond: sum(({ imagesPerSecond }) => imagesPerSecond),
    secondsLeft: (sum(({ secondsLeft }) => secondsLeft) + waiting * known.steps * perStep) / running.length,
  };
}
