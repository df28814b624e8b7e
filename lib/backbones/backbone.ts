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
  /** factor on the weight decay, which does not follow `rate`; absent: 1 */
  decay?: number;
};

export type InputShape = {
  /** side of the pictures; 1 for features */
  size: number;
  classes: number;
  /** features an item; absent or null: the items are pictures */
  width?: number | null;
};

export type Initial = {
  /** uniform in [0, 1) */
  unit: () => number;
  /** normalised training images, n × size × size × 3, for weights that depend on the data; some features, n × width */
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
   * @param images [B, size, size, 3] normalised; features are [B, 1, 1, width]
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
  /** what it learns from: pictures, or what a pre-trained encoder made of them */
  sees: "pictures" | "features";
  options: z.ZodType;
  /** @throws ZodError for bad options; RangeError for images it cannot take, in one sentence */
  build(options: unknown, input: InputShape): Network;
};

export function backbone<Schema extends z.ZodType, Id extends string>(definition: {
  id: Id;
  name: string;
  source: string;
  sees?: "pictures" | "features";
  options: Schema;
  build: (options: z.infer<Schema>, input: InputShape) => Network;
}): Backbone & { id: Id } {
  const { options, build, sees = "pictures" } = definition;
  return { ...definition, sees, build: (raw, input) => build(options.parse(raw), input) };
}
