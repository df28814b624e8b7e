import { z } from "zod";
import { backbones } from "#lib/backbones/index.ts";
import { methods } from "#lib/methods/index.ts";
import { withValidation } from "#lib/train/old-names.ts";
import { viewSets } from "#lib/train/views.ts";

/** Everything but the data that decides a training. Defaults are airbench94's, adjusted to noisy labels. */
export const optionFields = z.object({
  method: z.enum(methods.map(({ id }) => id)).default("ce"),
  /** the method's own hyper-parameters, checked by its schema */
  hyper: z.unknown().default({}),
  backbone: z.enum(backbones.map(({ id }) => id)).default("quick"),
  /** the backbone's own options, checked by its schema */
  backboneOptions: z.unknown().default({}),
  epochs: z.number().int().min(1).max(1000).default(12),
  batch: z.number().int().min(2).max(4096).default(256).describe("images a step"),
  seed: z.number().int().min(0).max(0xffffffff).default(0).describe("the same seed gives the same weights"),
  threads: z.number().int().min(1).max(64).default(2),
  learningRate: z
    .number()
    .positive()
    .default(11.5)
    .describe(
      "airbench's unit: per 1,024 images and effective momentum step, so it does not depend on the batch",
    ),
  momentum: z.number().min(0).lt(1).default(0.85),
  weightDecay: z.number().min(0).default(0.0153).describe("in the learning rate's unit, decoupled from it"),
  translate: z.number().int().min(0).max(16).default(2).describe("largest shift of a training image, pixels"),
  cutout: z
    .number()
    .int()
    .min(0)
    .max(128)
    .default(0)
    .describe("side of a square that is cut out of every training image, pixels"),
  flip: z
    .boolean()
    .default(true)
    .describe("mirror training images every other epoch; off for digits and text"),
  earlySide: z
    .number()
    .min(0.5)
    .max(1)
    .default(0.75)
    .describe(
      "side of the random crop that early epochs see, as a share of the image: cheaper, and new every time",
    ),
  earlyShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.6)
    .describe("share of the epochs that see crops; the last epoch never does"),
  lookahead: z.boolean().default(true).describe("pull the weights to their running average every five steps"),
  ema: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      "predict with a running average of the weights, reaching back over this share of the training; 0: with the last weights",
    ),
  mixup: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      "α of the blend of every training image and label with another’s: 0 none, 1 any blend alike likely",
    ),
  views: z
    .enum(viewSets)
    .default("shifted")
    .describe("views of an image that a prediction averages over: 1, 2 or 6"),
  folds: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(1)
    .describe("1: train on the training split; more: cross-fitting over all labelled items"),
  validation: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe("share of the training labels held out to choose an epoch and to calibrate"),
  keep: z
    .enum(["last", "best"])
    .default("last")
    .describe("the last epoch's weights, or those of the epoch with the best validation accuracy"),
  calibrate: z
    .boolean()
    .default(false)
    .describe("divide the logits by the temperature that fits the validation labels best"),
  shareWarmUp: z
    .boolean()
    .default(false)
    .describe("reuse plain first epochs of another training with the same settings"),
});
export type TrainingOptions = z.input<typeof optionFields>;
export type Settings = z.output<typeof optionFields>;

/** What the options about pictures are where there are none. */
export const withoutPictures = {
  translate: 0,
  cutout: 0,
  flip: false,
  earlySide: 1,
  earlyShare: 0,
  mixup: 0,
  views: "one",
} as const satisfies Partial<Settings>;

/** The options as given or stored, under today's names or older ones. */
export const trainingOptions = z.preprocess(withValidation, optionFields);
