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

/**
 * −log(p_y + ε): cross-entropy that saturates at −log ε, for losses that subtract it and would
 * otherwise be unbounded below.
 */
export function boundedCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor2D, epsilon: number): tf.Tensor1D {
  const p = tf.sum<tf.Tensor1D>(tf.mul(labels, tf.softmax(logits)), -1);
  return tf.neg(tf.log(tf.add(p, epsilon)));
}

/** −log(p_k + ε) for every class k, [B, K]. */
export function classLosses(logits: tf.Tensor2D, epsilon: number): tf.Tensor2D {
  return tf.neg(tf.log(tf.add(tf.softmax(logits), epsilon)));
}
