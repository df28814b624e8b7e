import * as tf from "@tensorflow/tfjs";

/**
 * Batch normalisation in training as one kernel and its gradient as another: composed of tfjs ops
 * both take a dozen passes over the activations. A backend that has the pair (the recording one)
 * uses it, any other composes.
 */

export type Normalised = {
  y: tf.Tensor4D;
  /** mean and (biased) variance of this batch, [C]; no gradient flows through them */
  mean: tf.Tensor;
  variance: tf.Tensor;
};

/**
 * y = (x − μ)/√(σ² + ε)·scale + offset, with μ and σ² over all but the last dimension of the batch.
 * @param x [N, H, W, C]  @param scale [C]  @param offset [C]
 * Source: Ioffe & Szegedy 2015, algorithm 1.
 */
export function batchNormTrain(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): Normalised {
  if (!tf.getKernel("BatchNormTrain", tf.getBackend())) {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return {
      y: tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, epsilon),
      mean,
      variance,
    };
  }
  const statistics: tf.Tensor[] = [];
  const fused = tf.customGrad((...args) => {
    const [input, gamma, beta, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const [y, mean, variance] = kernel("BatchNormTrain", { x: input, scale: gamma, offset: beta }, epsilon);
    statistics.push(mean!, variance!);
    save([input, gamma, mean!, variance!]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x0, scale0, mean0, variance0] = saved;
      const inputs = { x: x0!, dy, mean: mean0!, variance: variance0!, scale: scale0! };
      return kernel("BatchNormTrainGrad", inputs, epsilon);
    };
    return { value: y!, gradFunc };
  });
  const y = fused(x, scale, offset) as tf.Tensor4D; // customGrad forgets the rank
  return { y, mean: statistics[0]!, variance: statistics[1]! };
}

function kernel(name: string, inputs: tf.NamedTensorMap, epsilon: number): tf.Tensor[] {
  const results = tf.engine().runKernel(name, inputs, { epsilon });
  return Array.isArray(results) ? results : [results];
}
