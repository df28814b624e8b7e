import * as tf from "@tensorflow/tfjs";
import { logLikelihood } from "#lib/methods/losses.ts";

/**
 * Generalised label smoothing: cross-entropy with the target (1 − r)·ỹ + r/K. Positive r softens
 * the target (PLS), negative r pushes the other classes below zero (NLS), 0 is cross-entropy.
 * Gradient with respect to the logits: softmax(z) − target. For r < 0 unbounded below.
 * @returns [B]
 * Source: Wei et al., ICML 2022, eq. 2; Lukasik et al., ICML 2020.
 */
export function smoothedCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor2D, r: number): tf.Tensor1D {
  const uniform = tf.mean(tf.logSoftmax(logits), -1);
  return tf.neg(tf.add(tf.mul(logLikelihood(logits, labels), 1 - r), tf.mul(uniform, r)));
}
