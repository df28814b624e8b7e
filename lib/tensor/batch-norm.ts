import * as tf from "@tensorflow/tfjs";
import { at } from "#lib/array.ts";
import { runKernel, withGradient } from "#lib/tensor/custom-gradient.ts";
import { ofRank, shapedLike } from "#lib/tensor/rank.ts";

/**
 * Batch normalisation in training as one kernel and its gradient as another: composed of tfjs ops,
 * each takes a dozen passes over the activations. A backend that has the pair (the recording one)
 * uses it; any other composes.
 */

export type Normalised = {
  y: tf.Tensor4D;
  /** mean and (biased) variance of this batch, [C]; no gradient flows through them */
  mean: tf.Tensor;
  variance: tf.Tensor;
};

/**
 * y = (x − μ)/√(σ² + ε)·scale + bias, with μ and σ² over all but the last dimension of the batch.
 * @param x [N, H, W, C]  @param scale [C]  @param bias [C]
 * Source: Ioffe & Szegedy 2015, algorithm 1.
 */
export function batchNormTrain(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  bias: tf.Tensor1D,
  epsilon: number,
): Normalised {
  if (!tf.getKernel("BatchNormTrain", tf.getBackend())) {
    const moments = tf.moments(x, [0, 1, 2]);
    const [mean, variance] = [ofRank(moments.mean, 1), ofRank(moments.variance, 1)];
    return { y: tf.batchNorm(x, mean, variance, bias, scale, epsilon), mean, variance };
  }
  const statistics: tf.Tensor[] = [];
  const y = withGradient([x, scale, bias], (save) => {
    const results = runKernel("BatchNormTrain", { x, scale, offset: bias }, { epsilon });
    const [value, mean, variance] = [at(results, 0), at(results, 1), at(results, 2)];
    statistics.push(mean, variance);
    save([x, scale, mean, variance]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const inputs = { x: at(saved, 0), dy, mean: at(saved, 2), variance: at(saved, 3), scale: at(saved, 1) };
      return runKernel("BatchNormTrainGrad", inputs, { epsilon });
    };
    return { value, gradFunc };
  });
  return { y: shapedLike(y, x), mean: at(statistics, 0), variance: at(statistics, 1) };
}
