import type * as tf from "@tensorflow/tfjs";
import type { z } from "zod";
import type { Named, Values } from "#lib/tensor/executor.ts";

/** A network as data and a pure function; its state is named tensors that the caller keeps. */

export type Parameter = {
  shape: readonly number[];
  /** factor on the learning rate */
  rate: number;
  /** share of the training after which it is frozen: 1 never, 0 from the start */
  until: number;
};

export type ImageShape = { size: number; classes: number };

export type Initial = {
  /** uniform in [0, 1) */
  unit: () => number;
  /** normalised training images, n × size × size × 3, for weights that depend on the data */
  images: Float32Array;
};

export type Forward = {
  /** [B, classes] */
  logits: tf.Tensor2D;
  /** running statistics after this batch; empty at inference */
  statistics: Named<tf.Tensor>;
};

export type Network = {
  parameters: Named<Parameter>;
  /** shapes of the running statistics */
  statistics: Named<readonly number[]>;
  initial(from: Initial): Named<Values>;
  /**
   * @param images [B, size, size, 3] normalised
   * @param state parameters and statistics by name
   * @param training normalise with the batch's own statistics instead of the running ones
   */
  forward(images: tf.Tensor4D, state: Named<tf.Tensor>, training: boolean): Forward;
};

/** What the registry holds; the type of the options is sealed inside. */
export type Backbone = {
  id: string;
  name: string;
  source: string;
  options: z.ZodType;
  /** @throws ZodError for bad options; RangeError for images it cannot take, in one sentence */
  build(options: unknown, input: ImageShape): Network;
};

export function backbone<Schema extends z.ZodType, Id extends string>(definition: {
  id: Id;
  name: string;
  source: string;
  options: Schema;
  build: (options: z.infer<Schema>, input: ImageShape) => Network;
}): Backbone & { id: Id } {
  const { options, build } = definition;
  return { ...definition, build: (raw, input) => build(options.parse(raw), input) };
}
