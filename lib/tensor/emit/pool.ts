import type * as tf from "@tensorflow/tfjs";
import type { Emission } from "#lib/tensor/layout.ts";
import type { Emitters } from "#lib/tensor/emit/emitter.ts";
import { nchwShape } from "#lib/tensor/layout.ts";
import type { Recorded } from "#lib/tensor/record.ts";
import { attrs } from "#lib/tensor/shapes.ts";
import { poolInfo } from "#lib/tensor/windows.ts";

/** Pooling and its gradients. */

type PoolAttrs = Parameters<typeof poolInfo>[1];

const window = (x: Recorded, pool: PoolAttrs) => {
  const info = poolInfo(x.shape, pool);
  const { top, left, bottom, right } = info.padInfo;
  return {
    info,
    attributes: {
      kernel_shape: [info.filterHeight, info.filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      pads: [top, left, bottom, right],
    },
  };
};

/**
 * The gradient goes to the first maximum of each window, as in tfjs and PyTorch (flat regions of
 * an image make ties common, so an equality mask would be wrong). MaxUnpool scatters by index but
 * overwrites, so windows may not overlap.
 */
function maxPoolGrad({ graph, layouts }: Emission, dy: Recorded, x: Recorded, pool: PoolAttrs): string {
  const { info, attributes } = window(x, pool);
  const overlap = info.strideHeight < info.filterHeight || info.strideWidth < info.filterWidth;
  if (overlap) throw new Error("The gradient of an overlapping max pool is not available on this executor.");
  const [, indices] = graph.ops(2, "MaxPool", [layouts.get(x, "nchw")], attributes);
  const inputs = [layouts.get(dy, "nchw"), indices!, graph.ints(nchwShape(x.shape))];
  return graph.op("MaxUnpool", inputs, attributes);
}

/**
 * Each output's slope, divided by the number of inputs it averages (padding does not count), goes
 * back to all of them: a transposed convolution with a kernel of ones, one channel at a time.
 */
function avgPoolGrad({ graph, layouts }: Emission, dy: Recorded, x: Recorded, pool: PoolAttrs): string {
  const { info, attributes } = window(x, pool);
  const [n, outHeight, outWidth, channels] = dy.shape as [number, number, number, number];
  const { kernel_shape: kernel, strides, pads } = attributes;
  const within = (position: number, pad: number, size: number, extent: number) =>
    Math.min(position - pad + size, extent) - Math.max(position - pad, 0);
  const shares = new Float32Array(outHeight * outWidth);
  for (let row = 0; row < outHeight; row++) {
    for (let column = 0; column < outWidth; column++) {
      const height = within(row * info.strideHeight, pads[0]!, kernel[0]!, info.inHeight);
      const width = within(column * info.strideWidth, pads[1]!, kernel[1]!, info.inWidth);
      shares[row * outWidth + column] = 1 / (height * width);
    }
  }
  const share = graph.op("Mul", [layouts.get(dy, "nchw"), graph.floats(shares, [1, 1, outHeight, outWidth])]);
  const planes = graph.op("Reshape", [share, graph.ints([n * channels, 1, outHeight, outWidth])]);
  const ones = graph.floats(new Float32Array(kernel[0]! * kernel[1]!).fill(1), [1, 1, ...kernel]);
  const covered = (out: number, stride: number, size: number, before: number, after: number) =>
    (out - 1) * stride + size - before - after;
  const spread = graph.op("ConvTranspose", [planes, ones], {
    kernel_shape: kernel,
    strides,
    pads,
    output_padding: [
      info.inHeight - covered(outHeight, info.strideHeight, kernel[0]!, pads[0]!, pads[2]!),
      info.inWidth - covered(outWidth, info.strideWidth, kernel[1]!, pads[1]!, pads[3]!),
    ],
  });
  return graph.op("Reshape", [spread, graph.ints(nchwShape(x.shape))]);
}

export const poolEmitters: Emitters = {
  MaxPool: ({ graph, layouts }, node) => {
    // asked for with indices so that the gradient, if there is one, shares the operator
    const { attributes } = window(node.inputs.x!, attrs<tf.MaxPoolAttrs>(node));
    const [pooled] = graph.ops(2, "MaxPool", [layouts.get(node.inputs.x!, "nchw")], attributes);
    layouts.set(node.outputs[0]!, pooled!, "nchw");
  },
  MaxPoolGrad: (emission, node) => {
    const { dy, input } = node.inputs;
    const gradient = maxPoolGrad(emission, dy!, input!, attrs<tf.MaxPoolGradAttrs>(node));
    emission.layouts.set(node.outputs[0]!, gradient, "nchw");
  },
  AvgPool: ({ graph, layouts }, node) => {
    const { attributes } = window(node.inputs.x!, attrs<tf.AvgPoolAttrs>(node));
    const pooled = graph.op("AveragePool", [layouts.get(node.inputs.x!, "nchw")], attributes);
    layouts.set(node.outputs[0]!, pooled, "nchw");
  },
  AvgPoolGrad: (emission, node) => {
    const { dy, input } = node.inputs;
    const gradient = avgPoolGrad(emission, dy!, input!, attrs<tf.AvgPoolGradAttrs>(node));
    emission.layouts.set(node.outputs[0]!, gradient, "nchw");
  },
};
