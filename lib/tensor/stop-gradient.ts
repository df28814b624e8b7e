import * as tf from "@tensorflow/tfjs";

/** Stop-gradient: identity forward, zero gradient backward. */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  const stop = tf.customGrad((...args) => ({
    value: tf.clone(args[0] as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }));
  return stop(x) as T; // customGrad forgets the rank
}
