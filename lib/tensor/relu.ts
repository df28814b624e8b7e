import * as tf from "@tensorflow/tfjs";
import { at } from "#lib/array.ts";
import { withGradient } from "#lib/tensor/custom-gradient.ts";
import { shapedLike } from "#lib/tensor/rank.ts";

/** max(x, 0), with its gradient from the result: what it is computed from need not be kept. */
export function relu<T extends tf.Tensor>(x: T): T {
  const y = withGradient([x], (save) => {
    const value = tf.relu(x);
    save([value]);
    return { value, gradFunc: (dy, saved) => tf.mul(dy, tf.step(at(saved, 0))) };
  });
  return shapedLike(y, x);
}
