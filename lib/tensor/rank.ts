import type * as tf from "@tensorflow/tfjs";
import { entry, type Named } from "#lib/tensor/executor.ts";

/** Tensors whose rank only the program knows: checked here once, and typed from then on. */

type OfRank = { 0: tf.Scalar; 1: tf.Tensor1D; 2: tf.Tensor2D; 4: tf.Tensor4D };

/**
 * The same tensor, typed by its rank.
 * @param name for the error
 * @throws RangeError when the tensor has another rank
 */
export function ofRank<R extends keyof OfRank>(tensor: tf.Tensor, rank: R, name = "A tensor"): OfRank[R] {
  if (hasRank(tensor, rank)) return tensor;
  throw new RangeError(`${name} has the shape [${tensor.shape.join()}]; rank ${rank} was expected.`);
}

/** Tensors by name, in the rank that is needed of them. Each throws where there is none of that name and rank. */
export type Ranked = {
  scalar: (name: string) => tf.Scalar;
  /** [n] */
  vector: (name: string) => tf.Tensor1D;
  /** [m, n] */
  matrix: (name: string) => tf.Tensor2D;
  /** images [N, H, W, C], or a filter [H, W, C, O] */
  rank4: (name: string) => tf.Tensor4D;
};

export const ranked = (tensors: Named<tf.Tensor>): Ranked => ({
  scalar: (name) => ofRank(entry(tensors, name), 0, name),
  vector: (name) => ofRank(entry(tensors, name), 1, name),
  matrix: (name) => ofRank(entry(tensors, name), 2, name),
  rank4: (name) => ofRank(entry(tensors, name), 4, name),
});

/**
 * A result typed like the tensor it was computed from: tfjs's gradients and kernels forget the rank.
 * @throws RangeError when their shapes differ
 */
export function shapedLike<T extends tf.Tensor>(tensor: tf.Tensor, model: T): T {
  if (hasShapeOf(tensor, model)) return tensor;
  throw new RangeError(`A result has the shape [${tensor.shape.join()}], not [${model.shape.join()}].`);
}

const hasRank = <R extends keyof OfRank>(tensor: tf.Tensor, rank: R): tensor is OfRank[R] =>
  tensor.rank === rank;

const hasShapeOf = <T extends tf.Tensor>(tensor: tf.Tensor, model: T): tensor is T =>
  tensor.shape.join() === model.shape.join();
