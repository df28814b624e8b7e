import * as tf from "@tensorflow/tfjs";
import { at } from "#lib/array.ts";
import { runKernel, withGradient } from "#lib/tensor/custom-gradient.ts";
import { shapedLike } from "#lib/tensor/rank.ts";

const SCALE = 2 * Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/**
 * GELU in its tanh form, x·sigmoid(2√(2/π)(x + 0.044715x³)): one kernel and one for its gradient
 * where the backend has them (the erf form is slower and differs by less than 0.0005).
 * Source: Hendrycks & Gimpel 2016, eq. 2.
 */
export function gelu<T extends tf.Tensor>(x: T): T {
  if (!tf.getKernel("Gelu", tf.getBackend())) {
    const u = tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), CUBIC)), SCALE);
    return tf.mul(x, tf.sigmoid(u));
  }
  const y = withGradient([x], (save) => {
    save([x]);
    return {
      value: at(runKernel("Gelu", { x }, {}), 0),
      gradFunc: (dy, saved) => at(runKernel("GeluGrad", { x: at(saved, 0), dy }, {}), 0),
    };
  });
  return shapedLike(y, x);
}
