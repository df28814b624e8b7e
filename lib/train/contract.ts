import { z } from "zod";
import type { InputShape } from "#lib/backbones/backbone.ts";
import type { EpochRecord } from "#lib/train/checkpoint.ts";
import type { Items } from "#lib/train/items.ts";

/** What goes into a training, what it is told and asks while it runs, and what comes out. */

/** Who learns and predicts what; the pictures have no part in it. */
export type Labelled = {
  classes: number;
  /** what is learnt from: noisy labels, one per row, and perhaps the shares of the answers behind them */
  train: Items;
  /** what is predicted, out of sample; gold is −1 where unknown, and only ever reported */
  predict: { rows: Int32Array; gold: Int32Array };
};

export type PictureData = Labelled & {
  /** n × size × size × 3 bytes, row-major NHWC, one row per item */
  images: Uint8Array;
  size: number;
};

/** What a pre-trained encoder made of the pictures. */
export type FeatureData = Labelled & {
  /** n × width, one row per item */
  features: Float32Array;
  width: number;
  /** tells these features from all others: a training is not taken up again on other ones */
  of: string;
};

export type TrainingData = PictureData | FeatureData;

export const inputShapeOf = (data: TrainingData): InputShape & { width: number | null } =>
  "features" in data
    ? { size: 1, classes: data.classes, width: data.width }
    : { size: data.size, classes: data.classes, width: null };

/** What a training reports while it runs; also as the note of its job. */
export const trainingProgress = z.object({
  epoch: z.number(),
  epochs: z.number(),
  step: z.number(),
  steps: z.number(),
  imagesPerSecond: z.number(),
  /** mean over this epoch so far */
  loss: z.number(),
  /** against the noisy labels, over this epoch so far */
  trainAccuracy: z.number(),
  /** on predicted items with gold, after the last finished epoch */
  accuracy: z.number().nullable(),
  secondsLeft: z.number(),
});
export type TrainingProgress = z.output<typeof trainingProgress>;

export type TrainingHooks = {
  /** milliseconds */
  now(): number;
  report(progress: TrainingProgress): void;
  checkpoints: { load(): Promise<Uint8Array | null>; save(bytes: Uint8Array): Promise<void> };
  /** first epochs that trainings may share, by key; without it, none are shared */
  warmUps?: {
    load(key: string): Promise<Uint8Array | null>;
    save(key: string, bytes: Uint8Array): Promise<void>;
  };
  cancelled(): boolean;
  log(event: string, detail?: object): void;
};

export type TrainingResult = {
  /** predict.rows.length × classes */
  probabilities: Float32Array;
  accuracy: number | null;
  /** how many predicted items had gold */
  gold: number;
  epochs: number;
  /** how many of them were reused from another training */
  sharedEpochs: number;
  /** the epoch whose weights predict */
  keptEpoch: number;
  /** by which the logits were divided; 1 without calibration */
  temperature: number;
  /** of training, mean */
  imagesPerSecond: number;
  seconds: number;
  executor: string;
  parameters: number;
  history: EpochRecord[];
  /** final weights, for predict() */
  checkpoint: Uint8Array;
};
