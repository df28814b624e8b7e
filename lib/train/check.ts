import type { Phase } from "#lib/methods/method.ts";
import { optionsProblem } from "#lib/train/check-options.ts";
import { inputShapeOf, type PictureData, type TrainingData } from "#lib/train/contract.ts";
import { TrainingError } from "#lib/train/errors.ts";
import { modelParts, type ModelParts } from "#lib/train/model.ts";
import type { TrainingOptions } from "#lib/train/options.ts";

const refuse = (sentence: string): never => {
  throw new TrainingError("invalid", sentence);
};

/**
 * The method, network and phases that the options name, once data and options are known to be sound.
 * @throws TrainingError "invalid" with one sentence that says what is wrong with the data or options
 */
export function checked(data: TrainingData, options: TrainingOptions): ModelParts & { phases: Phase[] } {
  checkData(data);
  const shape = inputShapeOf(data);
  const problem = optionsProblem(options, shape);
  if (problem !== null) refuse(problem);
  const parts = modelParts(options, shape);
  return { ...parts, phases: parts.method.plan(parts.options.hyper) };
}

function checkData(data: TrainingData): void {
  const { classes, train, predict } = data;
  const items = "features" in data ? data.features.length / data.width : picturesIn(data);
  const within = (values: Int32Array, low: number, high: number) => values.every((v) => v >= low && v < high);
  if (classes < 2) refuse(`There must be at least two classes to tell apart, not ${classes}.`);
  if (!Number.isInteger(items)) refuse("The features are not the same number for every item.");
  if (train.rows.length !== train.labels.length) refuse("Every training item needs exactly one label.");
  if (predict.rows.length !== predict.gold.length) refuse("Every item to predict needs a gold label or −1.");
  if (train.rows.length < 2)
    refuse(`There are ${train.rows.length} training items; at least two are needed.`);
  if (!within(train.rows, 0, items) || !within(predict.rows, 0, items))
    refuse("A row lies outside the images.");
  if (!within(train.labels, 0, classes)) refuse("A training label is not one of the classes.");
  const { targets } = train;
  if (targets && targets.length !== train.rows.length * classes)
    refuse("Shares of answers must be there for every training item and class.");
  if (targets?.some((share) => !(share >= 0 && share <= 1)))
    refuse("A share of answers is not between 0 and 1.");
  if (!within(predict.gold, -1, classes)) refuse("A gold label is not one of the classes.");
}

function picturesIn({ images, size }: PictureData): number {
  const items = images.length / (size * size * 3);
  if (!Number.isInteger(items)) refuse(`The images are not whole ${size}×${size} colour images.`);
  return items;
}
