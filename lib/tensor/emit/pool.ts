import type * as tf from "@tensorflow/tfjs";
import { pair } from "#lib/array.ts";
import type { Emission } from "#lib/tensor/layout.ts";
import { blockedDouble, blockedHalf } from "#lib/tensor/emit/blocked.ts";
import type { Emitters } from "#lib/tensor/emit/emitter.ts";
import { nchwShape } from "#lib/tensor/layout.ts";
import { attrs, inputOf, outputOf, type Node, type Recorded } from "#lib/tensor/node.ts";
import { rank4 } from "#lib/tensor/shape.ts";
import { poolInfo } from "#lib/tensor/windows.ts";

/** Pooling, and its gradients. */

type PoolAttrs = Parameters<typeof poolInfo>[1];
type Info = ReturnType<typeof poolInfo>;
type Attributes = {
  kernel_shape: [height: number, width: number];
  strides: [height: number, width: number];
  pads: [top: number, left: number, bottom: number, right: number];
};

const window = (x: Recorded, pool: PoolAttrs): { info: Info; attributes: Attributes } => {
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
 * an image make ties common, so an equality mask alone would be wrong).
 */
function maxPoolGrad(emission: Emission, dy: Recorded, x: Recorded, pool: PoolAttrs): string {
  const { graph, layouts, card } = emission;
  const { info, attributes } = window(x, pool);
  const [pooled, indices] = pair(graph.ops(2, "MaxPool", [layouts.get(x, "nchw")], attributes));
  const overlap = info.strideHeight < info.filterHeight || info.strideWidth < info.filterWidth;
  if (overlap || card) return maxPoolGradByMasks(emission, dy, x, pool, pooled);
  // windows that do not share pixels: scatter by index, which cards cannot
  const inputs = [layouts.get(dy, "nchw"), indices, graph.ints(nchwShape(x.shape))];
  return graph.op("MaxUnpool", inputs, attributes);
}

/**
 * For each position in the window a mask of the outputs whose first maximum stands there, times dy;
 * a transposed convolution with one-hot filters then puts each in its place and sums them.
 */
function maxPoolGradByMasks(
  { graph, layouts }: Emission,
  dy: Recorded,
  x: Recorded,
  pool: PoolAttrs,
  pooled: string,
): string {
  const { info, attributes } = window(x, pool);
  const { kernel_shape: kernel, strides, pads } = attributes;
  const [height, width] = kernel;
  const [down, across] = strides;
  const [top, left, bottom, right] = pads;
  const [n, outHeight, outWidth, channels] = rank4(dy.shape);
  const lowest = graph.scalar(-3.4e38);
  const around = graph.ints([0, 0, top, left, 0, 0, bottom, right]);
  const padded = graph.op("Pad", [layouts.get(x, "nchw"), around, lowest]);
  const planes = graph.ints([n * channels, 1, outHeight, outWidth]);
  const gradient = graph.op("Reshape", [layouts.get(dy, "nchw"), planes]);
  const one = graph.scalar(1);
  let free = one; // 1 where no earlier position had the maximum
  const taps: string[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const ends = [row + (outHeight - 1) * down + 1, column + (outWidth - 1) * across + 1];
      const bounds = [[row, column], ends, [2, 3], strides].map((ints) => graph.ints(ints));
      const here = graph.op("Equal", [graph.op("Slice", [padded, ...bounds]), pooled]);
      const mask = graph.op("Mul", [graph.op("Cast", [here], { to: 1 }), free]);
      free = graph.op("Sub", [free, mask]);
      taps.push(graph.op("Mul", [graph.op("Reshape", [mask, planes]), gradient]));
    }
  }
  const size = height * width;
  const oneHot = new Float32Array(size * size).map((_, i) => Number(i % (size + 1) === 0));
  const filters = graph.floats(oneHot, [size, 1, ...kernel]);
  const spread = graph.op("ConvTranspose", [graph.op("Concat", taps, { axis: 1 }), filters], {
    ...attributes,
    output_padding: uncovered(info, attributes),
  });
  return graph.op("Reshape", [spread, graph.ints(nchwShape(x.shape))]);
}

/** Rows and columns at the far border that no window reaches. */
function uncovered(info: Info, { kernel_shape, strides, pads }: Attributes): [number, number] {
  const [height, width] = kernel_shape;
  const [down, across] = strides;
  const [top, left, bottom, right] = pads;
  return [
    info.inHeight - ((info.outHeight - 1) * down + height - top - bottom),
    info.inWidth - ((info.outWidth - 1) * across + width - left - right),
  ];
}

/**
 * Each output's gradient, divided by the number of inputs it averages (padding does not count), goes
 * to all of them: a transposed convolution with a kernel of ones, one channel at a time.
 */
function avgPoolGrad({ graph, layouts }: Emission, dy: Recorded, x: Recorded, pool: PoolAttrs): string {
  const { info, attributes } = window(x, pool);
  const [n, outHeight, outWidth, channels] = rank4(dy.shape);
  const [height, width] = attributes.kernel_shape;
  const [top, left] = attributes.pads;
  const within = (position: number, pad: number, size: number, extent: number) =>
    Math.min(position - pad + size, extent) - Math.max(position - pad, 0);
  const shares = new Float32Array(outHeight * outWidth);
  for (let row = 0; row < outHeight; row++) {
    for (let column = 0; column < outWidth; column++) {
      const rows = within(row * info.strideHeight, top, height, info.inHeight);
      const columns = within(column * info.strideWidth, left, width, info.inWidth);
      shares[row * outWidth + column] = 1 / (rows * columns);
    }
  }
  const share = graph.op("Mul", [layouts.get(dy, "nchw"), graph.floats(shares, [1, 1, outHeight, outWidth])]);
  const planes = graph.op("Reshape", [share, graph.ints([n * channels, 1, outHeight, outWidth])]);
  const ones = graph.floats(new Float32Array(height * width).fill(1), [1, 1, height, width]);
  const spread = graph.op("ConvTranspose", [planes, ones], {
    ...attributes,
    output_padding: uncovered(info, attributes),
  });
  return graph.op("Reshape", [spread, graph.ints(nchwShape(x.shape))]);
}

/**
 * x's gradient where halve() took the maximum y: dy goes to the maximum of each window, in equal
 * shares where several pixels are (halve.ts).
 */
function halveGrad({ graph, layouts }: Emission, node: Node): void {
  const [x, y, dy, dx] = [inputOf(node, "x"), inputOf(node, "y"), inputOf(node, "dy"), outputOf(node)];
  const layout = layouts.inWholeBlocks(x) ? "blocked" : "nchw";
  const of = (record: Recorded) => layouts.get(record, layout);
  const mean = (images: string) =>
    layout === "blocked"
      ? blockedHalf(graph, images, "AveragePool")
      : graph.op("AveragePool", [images], { kernel_shape: [2, 2], strides: [2, 2] });
  const doubled = (images: string) =>
    layout === "blocked"
      ? blockedDouble(graph, images)
      : graph.op("Resize", [images, "", graph.floats([1, 1, 2, 2], [4])], NEAREST);
  const largest = graph.op("Cast", [graph.op("Equal", [of(x), doubled(of(y))])], { to: 1 });
  const share = graph.op("Div", [graph.op("Mul", [of(dy), graph.scalar(1 / 4)]), mean(largest)]);
  layouts.set(dx, graph.op("Mul", [largest, doubled(share)]), layout);
}

const NEAREST = {
  mode: "nearest",
  coordinate_transformation_mode: "asymmetric",
  nearest_mode: "floor",
};

export const poolEmitters: Emitters = {
  Halve: ({ graph, layouts }, node) => {
    const [x, y] = [inputOf(node, "x"), outputOf(node)];
    if (layouts.inWholeBlocks(x)) {
      return layouts.set(y, blockedHalf(graph, layouts.get(x, "blocked"), "MaxPool"), "blocked");
    }
    const windows = { kernel_shape: [2, 2], strides: [2, 2] };
    layouts.set(y, graph.op("MaxPool", [layouts.get(x, "nchw")], windows), "nchw");
  },
  HalveGrad: halveGrad,
  MaxPool: ({ graph, layouts }, node) => {
    const x = inputOf(node, "x");
    // with indices, so that the gradient, if there is one, shares the operator
    const { attributes } = window(x, attrs<tf.MaxPoolAttrs>(node));
    const [pooled] = pair(graph.ops(2, "MaxPool", [layouts.get(x, "nchw")], attributes));
    layouts.set(outputOf(node), pooled, "nchw");
  },
  MaxPoolGrad: (emission, node) => {
    const [dy, input] = [inputOf(node, "dy"), inputOf(node, "input")];
    const gradient = maxPoolGrad(emission, dy, input, attrs<tf.MaxPoolGradAttrs>(node));
    emission.layouts.set(outputOf(node), gradient, "nchw");
  },
  AvgPool: ({ graph, layouts }, node) => {
    const x = inputOf(node, "x");
    const { attributes } = window(x, attrs<tf.AvgPoolAttrs>(node));
    const pooled = graph.op("AveragePool", [layouts.get(x, "nchw")], attributes);
    layouts.set(outputOf(node), pooled, "nchw");
  },
  AvgPoolGrad: (emission, node) => {
    const [dy, input] = [inputOf(node, "dy"), inputOf(node, "input")];
    const gradient = avgPoolGrad(emission, dy, input, attrs<tf.AvgPoolGradAttrs>(node));
    emission.layouts.set(outputOf(node), gradient, "nchw");
  },
};
