import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { backbone, type Initial, type Network, type Parameter } from "#lib/backbones/backbone.ts";
import { whiteningFilter } from "#lib/backbones/whitening.ts";
import { batchNormTrain } from "#lib/tensor/batch-norm.ts";
import { sizeOf, type Named, type Values } from "#lib/tensor/executor.ts";
import { convSameEven } from "#lib/tensor/conv-same-even.ts";
import { gelu } from "#lib/tensor/gelu.ts";
import { halve } from "#lib/tensor/halve.ts";
import { ranked } from "#lib/tensor/rank.ts";
import { rank4 } from "#lib/tensor/shape.ts";

const WHITENED = 24;
const EPSILON = 1e-5;
/** running = 0.6·running + 0.4·batch: short trainings cannot wait for a slow average */
const KEEP = 0.6;
/** biases of batch norm learn 64 times faster than the filters */
const BIAS_RATE = 64;
const SCALING = 1 / 9;

/**
 * The quick network: a frozen whitening layer, three groups of two 3×3 convolutions, each halving
 * the image, the maximum over what remains, and a linear layer. At 32×32 the sides are
 * 31 → 15 → 7 → 3 → 1.
 * Source: KellerJordan/cifar10-airbench, airbench94 (2024), with the widths as options.
 */
export const quick = backbone({
  id: "quick",
  name: "Quick network",
  source: "Jordan 2024, “94% on CIFAR-10 in 3.29 seconds on a single GPU” (airbench94)",
  options: z.object({
    widths: z
      .tuple([z.int().min(8).max(1024), z.int().min(8).max(1024), z.int().min(8).max(1024)])
      .default([32, 128, 128])
      .describe("output channels of the three groups"),
  }),
  build({ widths }, { size, classes }): Network {
    const remaining = [0, 1, 2].reduce((side) => Math.floor(side / 2), size - 1);
    if (remaining < 1)
      throw new RangeError(`The quick network needs images of at least 9×9 pixels, not ${size}×${size}.`);

    const trained = (shape: readonly number[], rate = 1, until = 1): Parameter => ({ shape, rate, until });
    const parameters: Named<Parameter> = {
      "whiten/filter": trained([2, 2, 3, WHITENED], 1, 0),
      "whiten/bias": trained([WHITENED], 1, 0.3),
    };
    const statistics: Named<number[]> = {};
    widths.forEach((width, index) => {
      const before = widths[index - 1] ?? WHITENED;
      for (const [layer, into] of [
        [`group${index}/a`, before],
        [`group${index}/b`, width],
      ] as const) {
        parameters[`${layer}/filter`] = trained([3, 3, into, width]);
        parameters[`${layer}/bias`] = trained([width], BIAS_RATE);
        statistics[`${layer}/mean`] = [width];
        statistics[`${layer}/variance`] = [width];
      }
    });
    parameters["head"] = trained([widths[2], classes]);

    function initial(from: Initial): Named<Values> {
      const state: Named<Values> = {};
      for (const [name, { shape }] of Object.entries(parameters)) {
        state[name] = {
          shape,
          data: name.endsWith("bias") ? new Float32Array(sizeOf(shape)) : uniform(shape, from),
        };
        if (/^group.*filter$/.test(name)) passThrough(state[name]);
      }
      state["whiten/filter"] = { shape: [2, 2, 3, WHITENED], data: whiteningFilter(from.images, size) };
      for (const [name, shape] of Object.entries(statistics)) {
        state[name] = {
          shape,
          data: new Float32Array(sizeOf(shape)).fill(name.endsWith("variance") ? 1 : 0),
        };
      }
      return state;
    }

    function forward(images: tf.Tensor4D, state: Named<tf.Tensor>, training: boolean) {
      const next: Named<tf.Tensor> = {};
      const weights = ranked(state);
      const conv = (x: tf.Tensor4D, layer: string) =>
        tf.conv2d(x, weights.rank4(`${layer}/filter`), 1, "same");
      // halving leaves an odd last row and column out: they are not computed
      const convEven = (x: tf.Tensor4D, layer: string) => convSameEven(x, weights.rank4(`${layer}/filter`));
      function normalise(x: tf.Tensor4D, layer: string): tf.Tensor4D {
        const bias = weights.vector(`${layer}/bias`);
        const mean = weights.vector(`${layer}/mean`);
        const variance = weights.vector(`${layer}/variance`);
        if (!training) return tf.batchNorm(x, mean, variance, bias, undefined, EPSILON);
        const batch = batchNormTrain(x, tf.onesLike(bias), bias, EPSILON);
        const blend = (old: tf.Tensor, now: tf.Tensor) => tf.add(tf.mul(old, KEEP), tf.mul(now, 1 - KEEP));
        next[`${layer}/mean`] = blend(mean, batch.mean);
        next[`${layer}/variance`] = blend(variance, batch.variance);
        return batch.y;
      }

      const whitened = tf.conv2d(images, weights.rank4("whiten/filter"), 1, "valid");
      let x = gelu(tf.add<tf.Tensor4D>(whitened, weights.vector("whiten/bias")));
      for (const index of widths.keys()) {
        const [a, b] = [`group${index}/a`, `group${index}/b`];
        // without a scale, normalisation preserves order, so at inference it can come first and fold into the convolution
        const even = convEven(x, a);
        x = training ? normalise(halve(even), a) : halve(normalise(even, a));
        x = gelu(normalise(conv(gelu(x), b), b));
      }
      const strongest = tf.maxPool(x, remaining, remaining, "valid");
      const features = tf.reshape<tf.Rank.R2>(strongest, [-1, widths[2]]);
      const logits = tf.mul<tf.Tensor2D>(tf.matMul(features, weights.matrix("head")), SCALING);
      return { logits, statistics: next };
    }

    return { parameters, statistics, initial, forward };
  },
});

/** Uniform in ±1/√fan-in, as PyTorch initialises convolutions and linear layers. */
function uniform(shape: readonly number[], { unit }: Initial): Float32Array {
  const bound = 1 / Math.sqrt(sizeOf(shape.slice(0, -1)));
  return Float32Array.from({ length: sizeOf(shape) }, () => (2 * unit() - 1) * bound);
}

/** Partial identity: the first filters pass their channel through (Zagoruyko & Komodakis 2017, “dirac”). */
function passThrough({ shape, data }: Values): void {
  const [height, width, into, out] = rank4(shape);
  const centre = Math.floor(height / 2) * width + Math.floor(width / 2);
  for (let channel = 0; channel < Math.min(into, out); channel++) {
    for (let tap = 0; tap < height * width; tap++) {
      for (let from = 0; from < into; from++) {
        data[(tap * into + from) * out + channel] = tap === centre && from === channel ? 1 : 0;
      }
    }
  }
}
