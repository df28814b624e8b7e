import * as tf from "@tensorflow/tfjs";

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
  const fused = tf.customGrad((...args) => {
    const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
    save([input]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => kernel("GeluGrad", { x: saved[0]!, dy });
    return { value: kernel("Gelu", { x: input }), gradFunc };
  });
  return fused(x) as T;
}

function kernel(name: string, inputs: tf.NamedTensorMap): tf.Tensor {
  const result = tf.engine().runKernel(name, inputs, {});
  return Array.isArray(result) ? result[0]! : result;
}
