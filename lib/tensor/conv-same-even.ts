import * as tf from "@tensorflow/tfjs";
import { rank4 } from "#lib/tensor/shape.ts";

/**
 * A 3×3 convolution with "same" padding, but without the last row and column where their number is
 * odd: for what halves the image next and would not look at them.
 * @param x [N, H, W, C]  @param filter [3, 3, C, O]
 * @returns [N, 2⌊H/2⌋, 2⌊W/2⌋, O]
 */
export function convSameEven(x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = rank4(x.shape);
  const pads: [[0, 0], [number, number], [number, number], [0, 0]] = [
    [0, 0],
    [1, 1 - (height % 2)],
    [1, 1 - (width % 2)],
    [0, 0],
  ];
  // TensorFlow's own kernels know "same" and "valid" only
  if (tf.getBackend() === "tensorflow") return tf.conv2d(tf.pad(x, pads), filter, 1, "valid");
  return tf.conv2d(x, filter, 1, pads);
}
