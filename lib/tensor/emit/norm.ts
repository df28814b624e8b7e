import type * as tf from "@tensorflow/tfjs";
import type { Emission } from "#lib/tensor/layout.ts";
import type { Emitters } from "#lib/tensor/emit/emitter.ts";
import { blockedNormTrain, blockedNormTrainGrad, inverseDeviation } from "#lib/tensor/emit/blocked-norm.ts";
import { product } from "#lib/tensor/emit/product.ts";
import { attrs, inputOf, outputOf, type Recorded } from "#lib/tensor/node.ts";
import { lastOf, rank4 } from "#lib/tensor/shape.ts";
import { sizeOf } from "#lib/tensor/executor.ts";

/** Batch normalisation: with given statistics, with the batch's own, and the gradient of the latter. */

const asVector = ({ graph, layouts }: Emission, record: Recorded): string =>
  record.shape.length === 1
    ? layouts.get(record)
    : graph.op("Reshape", [layouts.get(record), graph.ints([sizeOf(record.shape)])]);

/**
 * Two fresh vectors of zeros for BatchNormalization to overwrite: in training mode onnxruntime
 * writes the running statistics INTO its input buffers, so a shared or constant zero would be
 * corrupted. Derived from x, they are neither folded nor shared with another batch norm's.
 */
function scratchStatistics({ graph }: Emission, x: string, channels: number): [string, string] {
  const corner = graph.op("Slice", [x, graph.ints([0, 0, 0, 0]), graph.ints([1, channels, 1, 1])]);
  const vector = graph.op("Reshape", [corner, graph.ints([channels])]);
  return [graph.op("Sub", [vector, vector]), graph.op("Mul", [vector, graph.scalar(0)])];
}

/** With fewer pixels a dot product for each plane costs more than multiplying and summing. */
const FEW_PIXELS = 128;

/** Σ over pixels of a·b for each image and channel, without storing the products: [n, channels]. */
function dots(emission: Emission, a: string, b: string, n: number, channels: number): string {
  const { graph } = emission;
  const rows = graph.ints([n * channels, 1, -1]);
  const [left, right] = [graph.op("Reshape", [a, rows]), graph.op("Reshape", [b, rows])];
  const products = product(emission, [left, right], { b: true }, 3);
  return graph.op("Reshape", [products, graph.ints([n, channels])]);
}

/** Sums over images and pixels in two steps: one would leave a card with a thread for each channel. */
function channelSums({ graph }: Emission, planes: string): string {
  const overPixels = graph.op("ReduceSum", [planes, graph.ints([2])], { keepdims: 0 });
  return graph.op("ReduceSum", [overPixels, graph.ints([0])], { keepdims: 0 });
}

/** Mean and biased variance of each channel, from sums: for cards, which cannot train a BatchNormalization. */
function batchStatistics(emission: Emission, images: string, shape: readonly number[]): [string, string] {
  const { graph } = emission;
  const [n, height, width, channels] = rank4(shape);
  const planes = graph.op("Reshape", [images, graph.ints([n, channels, height * width])]);
  const share = graph.scalar(1 / (n * height * width));
  const mean = graph.op("Mul", [channelSums(emission, planes), share]);
  const centred = graph.op("Sub", [planes, graph.op("Reshape", [mean, graph.ints([1, channels, 1])])]);
  const squares = graph.op("Mul", [centred, centred]);
  return [mean, graph.op("Mul", [channelSums(emission, squares), share])];
}

export const normEmitters: Emitters = {
  FusedBatchNorm: (emission, node) => {
    const { graph, layouts } = emission;
    const { scale, offset } = node.inputs; // both optional
    const x = inputOf(node, "x");
    const channels = lastOf(x.shape);
    const fill = (value: number) => graph.floats(new Float32Array(channels).fill(value), [channels]);
    const inputs = [
      layouts.get(x, "nchw"),
      scale ? asVector(emission, scale) : fill(1),
      offset ? asVector(emission, offset) : fill(0),
      asVector(emission, inputOf(node, "mean")),
      asVector(emission, inputOf(node, "variance")),
    ];
    const epsilon = { float: attrs<tf.FusedBatchNormAttrs>(node).varianceEpsilon };
    layouts.set(outputOf(node), graph.op("BatchNormalization", inputs, { epsilon }), "nchw");
  },

  BatchNormTrain: (emission, node) => {
    const { graph, layouts } = emission;
    const x = inputOf(node, "x");
    if (layouts.inWholeBlocks(x)) return blockedNormTrain(emission, node);
    const images = layouts.get(x, "nchw");
    const affine = [layouts.get(inputOf(node, "scale")), layouts.get(inputOf(node, "offset"))];
    if (emission.card) {
      const statistics = batchStatistics(emission, images, x.shape);
      const epsilon = { float: attrs<{ epsilon: number }>(node).epsilon };
      const y = graph.op("BatchNormalization", [images, ...affine, ...statistics], { epsilon });
      for (const [index, result] of [y, ...statistics].entries()) {
        layouts.set(outputOf(node, index), result, "nchw");
      }
      return;
    }
    const scratch = scratchStatistics(emission, images, lastOf(x.shape));
    // momentum 0: the "running" statistics that come out are those of this batch
    const attributes = {
      epsilon: { float: attrs<{ epsilon: number }>(node).epsilon },
      momentum: { float: 0 },
      training_mode: 1,
    };
    const results = graph.ops(3, "BatchNormalization", [images, ...affine, ...scratch], attributes);
    for (const [index, result] of results.entries()) layouts.set(outputOf(node, index), result, "nchw");
  },

  /**
   * With x̂ = (x − μ)/σ, M = N·H·W and s = scale:
   *   d bias = Σ dy,   d scale = Σ dy·x̂,   dx = s/σ·dy + b·x + c,
   *   b = −s/σ²·(d scale)/M,   c = −s/σ·(d bias)/M − b·μ
   * so dx costs one affine per channel (an inference-mode BatchNormalization), one product, one sum.
   */
  BatchNormTrainGrad: (emission, node) => {
    const { graph, layouts, card } = emission;
    const [x, dy] = [inputOf(node, "x"), inputOf(node, "dy")];
    if (layouts.inWholeBlocks(x)) return blockedNormTrainGrad(emission, node);
    const [n, height, width, channels] = rank4(x.shape);
    const pixels = height * width;
    const count = n * pixels;
    const op = graph.op.bind(graph);
    const mul = (a: string, b: string) => op("Mul", [a, b]);
    const images = layouts.get(x, "nchw");
    const upstream = layouts.get(dy, "nchw");
    const planes = graph.ints([n, channels, pixels]);
    const [x3, dy3] = [op("Reshape", [images, planes]), op("Reshape", [upstream, planes])];

    const dBias = channelSums(emission, dy3);
    const dySumX =
      card || pixels < FEW_PIXELS
        ? channelSums(emission, mul(dy3, x3))
        : op("ReduceSum", [dots(emission, dy3, x3, n, channels), graph.ints([0])], { keepdims: 0 });

    const inverse = inverseDeviation(emission, node, layouts.get(inputOf(node, "variance")));
    const mu = layouts.get(inputOf(node, "mean"));
    const dScale = mul(op("Sub", [dySumX, mul(mu, dBias)]), inverse);
    const a = mul(layouts.get(inputOf(node, "scale")), inverse);
    const share = graph.scalar(-1 / count);
    const b = mul(mul(mul(a, inverse), dScale), share);
    const c = op("Sub", [mul(mul(a, dBias), share), mul(b, mu)]);

    const zeros = graph.floats(new Float32Array(channels), [channels]);
    const ones = graph.floats(new Float32Array(channels).fill(1), [channels]);
    const affine = op("BatchNormalization", [images, b, c, zeros, ones], { epsilon: { float: 0 } });
    const scaled = mul(upstream, op("Reshape", [a, graph.ints([1, channels, 1, 1])]));
    layouts.set(outputOf(node), op("Add", [scaled, affine]), "nchw");
    layouts.set(outputOf(node, 1), dScale);
    layouts.set(outputOf(node, 2), dBias);
  },
};
