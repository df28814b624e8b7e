import type * as tf from "@tensorflow/tfjs";
import type { Named } from "#lib/tensor/executor.ts";

/** What the recording backend writes down. */

export type Recorded = { shape: number[]; dtype: tf.DataType } & (
  | { kind: "input"; name: string }
  | { kind: "constant"; values: Float32Array }
  | { kind: "result"; node: Node; index: number }
);

/** One kernel call. */
export type Node = {
  kernel: string;
  inputs: Named<Recorded>;
  /** operands of kernels that take a list (AddN, Concat, Pack) */
  list: Recorded[];
  attrs: object;
  outputs: Recorded[];
};
