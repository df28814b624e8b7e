import * as tf from "@tensorflow/tfjs";
import { randomNormal } from "d3-random";
import type { Forward, Initial, Network, Parameter } from "#lib/backbones/backbone.ts";
import { batchNormTrain } from "#lib/tensor/batch-norm.ts";
import { sizeOf, type Named, type Values } from "#lib/tensor/executor.ts";
import { ranked } from "#lib/tensor/rank.ts";
import { relu } from "#lib/tensor/relu.ts";

/**
 * What the classic networks are built of: convolutions without bias, each followed by batch
 * normalisation with scale and bias, and one linear layer at the end. A network is written twice, as a
 * list of layers and as its forward pass, with the same names.
 */

const EPSILON = 1e-5;
/** running = 0.9·running + 0.1·batch (PyTorch's momentum 0.1) */
const KEEP = 0.9;

export type Layer =
  | { kind: "conv"; name: string; kernel: number; into: number; out: number }
  | { kind: "linear"; name: string; into: number; out: number };

/** The vocabulary of a forward pass. All images are NHWC. */
export type Pass = {
  /** convolution with "same" padding, batch norm */
  conv(x: tf.Tensor4D, name: string, stride?: number): tf.Tensor4D;
  /** the same, then ReLU */
  convRelu(x: tf.Tensor4D, name: string, stride?: number): tf.Tensor4D;
  /** mean over all pixels, then the linear layer: [B, K] */
  classify(x: tf.Tensor4D, name: string): tf.Tensor2D;
};

/**
 * A network of such layers. Weights of convolutions are drawn from N(0, 2/fan-in) (He et al. 2015,
 * eq. 10), those of the linear layer uniformly in ±1/√fan-in; scales start at 1, biases at 0.
 */
export function layeredNetwork(
  layers: readonly Layer[],
  forward: (images: tf.Tensor4D, pass: Pass) => tf.Tensor2D,
): Network {
  const parameters: Named<Parameter> = {};
  const statistics: Named<number[]> = {};
  const trained = (shape: number[]): Parameter => ({ shape, rate: 1, until: 1 });
  for (const layer of layers) {
    const { name, into, out } = layer;
    if (layer.kind === "linear") {
      parameters[`${name}/weights`] = trained([into, out]);
      parameters[`${name}/bias`] = trained([out]);
    } else {
      parameters[`${name}/filter`] = trained([layer.kernel, layer.kernel, into, out]);
      parameters[`${name}/scale`] = trained([out]);
      parameters[`${name}/bias`] = trained([out]);
      statistics[`${name}/mean`] = [out];
      statistics[`${name}/variance`] = [out];
    }
  }

  function initial(from: Initial): Named<Values> {
    const normal = randomNormal.source(from.unit);
    const state: Named<Values> = {};
    for (const [name, { shape }] of Object.entries(parameters)) {
      const fanIn = sizeOf(shape.slice(0, -1));
      const draw = name.endsWith("/filter")
        ? normal(0, Math.sqrt(2 / fanIn))
        : name.endsWith("/weights")
          ? () => (2 * from.unit() - 1) / Math.sqrt(fanIn)
          : () => Number(name.endsWith("/scale"));
      state[name] = { shape, data: Float32Array.from({ length: sizeOf(shape) }, draw) };
    }
    for (const [name, shape] of Object.entries(statistics)) {
      const value = Number(name.endsWith("/variance"));
      state[name] = { shape, data: new Float32Array(sizeOf(shape)).fill(value) };
    }
    return state;
  }

  function run(images: tf.Tensor4D, state: Named<tf.Tensor>, training: boolean): Forward {
    const next: Named<tf.Tensor> = {};
    const { vector, matrix, rank4 } = ranked(state);
    const conv: Pass["conv"] = (x, name, stride = 1) => {
      const y = tf.conv2d(x, rank4(`${name}/filter`), stride, "same");
      const [scale, bias] = [vector(`${name}/scale`), vector(`${name}/bias`)];
      const [mean, variance] = [vector(`${name}/mean`), vector(`${name}/variance`)];
      if (!training) return tf.batchNorm(y, mean, variance, bias, scale, EPSILON);
      const batch = batchNormTrain(y, scale, bias, EPSILON);
      const blend = (old: tf.Tensor, now: tf.Tensor) => tf.add(tf.mul(old, KEEP), tf.mul(now, 1 - KEEP));
      next[`${name}/mean`] = blend(mean, batch.mean);
      next[`${name}/variance`] = blend(variance, batch.variance);
      return batch.y;
    };
    const pass: Pass = {
      conv,
      convRelu: (x, name, stride) => relu(conv(x, name, stride)),
      classify: (x, name) => {
        const features = tf.mean<tf.Tensor2D>(x, [1, 2]);
        return tf.add(tf.matMul(features, matrix(`${name}/weights`)), vector(`${name}/bias`));
      },
    };
    return { logits: forward(images, pass), statistics: next };
  }

  return { parameters, statistics, initial, forward: run };
}

/** @throws RangeError with a sentence when images are smaller than the network can halve */
export function needSide(name: string, size: number, min: number): void {
  if (size < min)
    throw new RangeError(`${name} needs images of at least ${min}×${min} pixels, not ${size}×${size}.`);
}
