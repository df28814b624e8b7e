import type * as tf from "@tensorflow/tfjs";
import { at } from "#lib/array.ts";
import { entry, type Named } from "#lib/tensor/executor.ts";

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

/** An operand by name. @throws Error when the kernel was called without it */
export const inputOf = (node: Node, name: string): Recorded => entry(node.inputs, name);

/** A result, by default the first. @throws RangeError when the kernel gave fewer */
export const outputOf = (node: Node, index = 0): Recorded => at(node.outputs, index);

/** Attributes arrive untyped from tfjs; the kernel's own attribute type says what they are. */
export const attributes = <T extends object>(attrs: object | undefined): T => attrs as T;
export const attrs = <T extends object>(node: Node): T => attributes<T>(node.attrs);
