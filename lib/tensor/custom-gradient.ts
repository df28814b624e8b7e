import * as tf from "@tensorflow/tfjs";

/** Operations that bring a gradient of their own. */

export type Differentiable = {
  value: tf.Tensor;
  /** @param saved the tensors given to `save`, in order */
  gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
};

/**
 * tf.customGrad with types that fit its use.
 * @param operands what the gradient is taken with respect to, in the order in which gradFunc gives gradients
 * @param forward computes the value; `save` keeps tensors for gradFunc
 */
export function withGradient(
  operands: tf.Tensor[],
  forward: (save: tf.GradSaveFunc) => Differentiable,
): tf.Tensor {
  const operation = tf.customGrad((...args) => {
    const save = args.at(-1);
    if (typeof save !== "function") throw new Error("tfjs gave a custom gradient nothing to save with.");
    return forward(save);
  });
  return operation(...operands);
}

/** A kernel's results, in order, of the backend in use. */
export function runKernel(name: string, inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap): tf.Tensor[] {
  const results = tf.engine().runKernel(name, inputs, attrs);
  return Array.isArray(results) ? results : [results];
}
