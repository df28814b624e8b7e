import * as tf from "@tensorflow/tfjs";

/** Per-example losses that several methods share. Shapes: logits and labels [B, K], result [B]. */

/**
 * Cross-entropy −log p_y, from log-softmax so that no logit is too large for it.
 * Gradient with respect to the logits: softmax(z) − y.
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Tensor1D {
  return tf.neg(logLikelihood(logits, labels));
}

/** log p_y for one-hot labels y. */
export function logLikelihood(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Tensor1D {
  return tf.sum(tf.mul(labels, tf.logSoftmax(logits)), -1);
}
