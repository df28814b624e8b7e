import * as tf from "@tensorflow/tfjs";
import { withGradient } from "#lib/tensor/custom-gradient.ts";
import { shapedLike } from "#lib/tensor/rank.ts";

/** Stop-gradient: identity forward, zero gradient backward. */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  const stopped = withGradient([x], () => ({ value: tf.clone(x), gradFunc: (dy) => tf.zerosLike(dy) }));
  return shapedLike(stopped, x);
}
