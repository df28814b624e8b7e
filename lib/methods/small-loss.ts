import * as tf from "@tensorflow/tfjs";
import type { Extra } from "#lib/methods/method.ts";

/** Selection of small-loss examples in the training graph: what Co-teaching, Co-teaching+ and JoCoR share. */

/** Tolerance for float32: (1 − forget)·B may fall just short of the integer it should be. Counts are far coarser. */
export const ROUNDING = 1e-3;

/**
 * How many of the values `among` which a value is compared are smaller than it; equal ones count
 * where they stand earlier.
 * @param values [B]  @param among [B], 1 for those that count and 0 for the rest
 * @returns [B], for those that count 0 … their number − 1, each once
 */
function ranks(values: tf.Tensor1D, among: tf.Tensor1D): tf.Tensor1D {
  const size = values.shape[0];
  /** x_i − x_j in row i, column j */
  const differences = (x: tf.Tensor1D) => tf.sub(tf.reshape(x, [size, 1]), tf.reshape(x, [1, size]));
  const positions = tf.tensor1d(Float32Array.from({ length: size }, (_, position) => position));
  const excess = differences(values);
  const equal = tf.sub(1, tf.step(tf.abs(excess)));
  const earlier = tf.step(differences(positions));
  const ahead = tf.add(tf.step(excess), tf.mul(equal, earlier));
  return tf.sum(tf.mul(ahead, tf.reshape(among, [1, size])), 1);
}

/**
 * 1 for the n examples with the smallest losses, 0 for the rest; of equal losses the earlier come first.
 * n = ⌊(1 − forget)·B⌋, but at least one, where rounding would leave none.
 * @param losses [B]  @param forget scalar in [0, 1)
 * @param among [B]: only those with a 1 are counted and chosen; left out, all
 */
export function smallest(
  losses: tf.Tensor1D,
  forget: tf.Tensor,
  among: tf.Tensor1D = tf.onesLike(losses),
): tf.Tensor1D {
  const most = tf.maximum(tf.mul(tf.sub(1, forget), tf.sum(among)), 1);
  const beyond = tf.sub(tf.add(ranks(losses, among), 1 - ROUNDING), most);
  return tf.mul(among, tf.sub(1, tf.step(beyond)));
}

/** Forget rate: rises linearly from 0 to `rate` during the first `ramp` of the training. */
export const forgetRate = (progress: number, rate: number, ramp: number): number =>
  rate * Math.min(1, progress / ramp);

/** The forget rate as an input of the graph. */
export const forgetInput = (rate: number, ramp: number): Extra => ({
  shape: () => [],
  value: ({ progress }) => [forgetRate(progress, rate, ramp)],
});

/** Each network learns from the examples on which the OTHER one has the smallest losses. */
export function exchange(losses: tf.Tensor1D[], forget: tf.Tensor): tf.Tensor1D[] {
  return losses.map((own) => smallest(own, forget)).reverse();
}
