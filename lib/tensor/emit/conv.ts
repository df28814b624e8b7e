import type * as tf from "@tensorflow/tfjs";
import type { Emission } from "#lib/tensor/layout.ts";
import type { Emitters } from "#lib/tensor/emit/emitter.ts";
import { backwards, blockedConv, toBlockedFilter, toThinFilter } from "#lib/tensor/emit/blocked.ts";
import { filterGradient } from "#lib/tensor/emit/conv-filter-gradient.ts";
import { attrs, inputOf, outputOf, type Node } from "#lib/tensor/node.ts";
import { rank4 } from "#lib/tensor/shape.ts";
import { convInfo } from "#lib/tensor/windows.ts";

/** Convolution and the gradient with respect to its input. tfjs filters are [kH, kW, C, O]. */

/** In blocks, few channels to sum over would be mostly padding. */
const inBlocks = (block: number, info: ReturnType<typeof convInfo>, channels: number): boolean =>
  block > 0 &&
  info.dilationHeight === 1 &&
  info.dilationWidth === 1 &&
  channels >= block &&
  channels % 4 === 0;

/**
 * The gradient by the input. With stride 1 it is the same convolution with the filter rotated by 180°
 * and its channels swapped, else a transposed convolution.
 */
function inputGradient(node: Node) {
  const { inputShape, ...conv } = attrs<tf.Conv2DBackpropInputAttrs>(node);
  const { shape } = inputOf(node, "filter");
  const info = convInfo(inputShape, shape, conv);
  const { top, left, bottom, right } = info.padInfo;
  const [height, width] = rank4(shape);
  const pads = [height - 1 - top, width - 1 - left, height - 1 - bottom, width - 1 - right];
  const alike = info.strideHeight === 1 && info.strideWidth === 1 && pads.every((pad) => pad >= 0);
  return { info, kernel: [height, width] as const, pads, alike };
}

/**
 * The gradient by the input in blocks. null: it is not a convolution there.
 * @param node a Conv2DBackpropInput
 * @param sum blocked, to be added to it
 */
export function inputGradientInBlocks(emission: Emission, node: Node, sum?: string): string | null {
  const { graph, layouts, block } = emission;
  const [dy, filter] = [inputOf(node, "dy"), inputOf(node, "filter")];
  const { info, kernel, pads, alike } = inputGradient(node);
  const [, , , out] = rank4(filter.shape);
  if (!inBlocks(block, info, out)) return null;
  if (!alike) return sum === undefined ? stridedGradientInBlocks(emission, node) : null;
  const turned = toBlockedFilter(emission, layouts.get(filter), filter.shape, true);
  return blockedConv(graph, layouts.get(dy, "blocked"), turned, { kernel, pads, ...(sum && { sum }) });
}

/**
 * The same for a stride of 2 over images of even size, where the pixels of dx fall into four kinds by
 * whether row and column are even or odd: of a 3×3 filter each kind meets other taps, at most 2×2. One
 * convolution of dy gives all kinds as channels, which are then put in their places; a 1×1 filter
 * reaches the even ones only. null: the filter, its padding or its channels are others.
 */
function stridedGradientInBlocks(emission: Emission, node: Node): string | null {
  const { graph, layouts, block } = emission;
  const { info, kernel } = inputGradient(node);
  const { inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth, padInfo } = info;
  const [, , into, out] = rank4(inputOf(node, "filter").shape);
  const { batchSize: n } = info;
  const halved = strideHeight === 2 && strideWidth === 2 && inHeight === 2 * outHeight && inWidth === 2 * outWidth; // prettier-ignore
  if (!halved || padInfo.top + padInfo.left > 0 || into % block > 0 || out % block > 0) return null;
  const weights = layouts.get(inputOf(node, "filter"));
  const upstream = layouts.get(inputOf(node, "dy"), "blocked");
  const whole = graph.ints([n, into, inHeight, inWidth]);

  if (kernel.every((taps) => taps === 1)) {
    const filter = toBlockedFilter(emission, weights, inputOf(node, "filter").shape, true);
    const even = blockedConv(graph, upstream, filter, { kernel, pads: [0, 0, 0, 0] });
    const apart = graph.op("Reshape", [
      even,
      graph.ints([n, into / block, outHeight, 1, outWidth, 1, block]),
    ]);
    const odd = graph.ints([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0]);
    return graph.op("Reshape", [graph.op("Pad", [apart, odd]), whole]);
  }
  if (!kernel.every((taps) => taps === 3)) return null;
  // rows of the filter that dy's row before and dy's own row meet, for even rows of dx, then for odd ones; 3: none
  const taps = graph.ints([2, 0, 3, 1]);
  const more = graph.op("Pad", [weights, graph.ints([0, 0, 0, 0, 1, 1, 0, 0])]);
  const rows = graph.op("Gather", [more, taps], { axis: 0 });
  const kinds = graph.op("Gather", [rows, taps], { axis: 1 });
  const split = graph.ints([2, 2, 2, 2, into / block, block, out / block, block]);
  const perm = [0, 2, 4, 6, 1, 3, 7, 5];
  const filter = graph.op("Transpose", [graph.op("Reshape", [kinds, split])], { perm });
  const asFilter = graph.op("Reshape", [filter, graph.ints([4 * into, out, 2, 2])]);
  const all = blockedConv(graph, upstream, asFilter, { kernel: [2, 2], pads: [1, 1, 0, 0] });
  const apart = graph.ints([n, 2, 2, into / block, outHeight, outWidth, block]);
  const inPlace = { perm: [0, 3, 4, 1, 5, 2, 6] };
  return graph.op("Reshape", [graph.op("Transpose", [graph.op("Reshape", [all, apart])], inPlace), whole]);
}

export const convEmitters: Emitters = {
  Conv2D: (emission, node) => {
    const { graph, layouts, block } = emission;
    const [x, filter, result] = [inputOf(node, "x"), inputOf(node, "filter"), outputOf(node)];
    const info = convInfo(x.shape, filter.shape, attrs<tf.Conv2DAttrs>(node));
    const { top, left, bottom, right } = info.padInfo;
    const [height, width, into, out] = rank4(filter.shape);
    const kernel = [height, width] as const;
    const windows = {
      pads: [top, left, bottom, right],
      strides: [info.strideHeight, info.strideWidth] as const,
      dilations: [info.dilationHeight, info.dilationWidth] as const,
    };
    const weights = layouts.get(filter);
    if (inBlocks(block, info, into)) {
      const blocks = toBlockedFilter(emission, weights, filter.shape);
      const y = blockedConv(graph, layouts.get(x, "blocked"), blocks, { kernel, ...windows });
      return layouts.set(result, y, "blocked");
    }
    if (block > 0 && into < block && out % block === 0) {
      const thin = toThinFilter(emission, weights, filter.shape);
      const y = blockedConv(graph, layouts.get(x, "nchw"), thin, { kernel, ...windows });
      return layouts.set(result, y, "blocked");
    }
    const operands = [layouts.get(x, "nchw"), graph.op("Transpose", [weights], { perm: [3, 2, 0, 1] })];
    layouts.set(result, graph.op("Conv", operands, { kernel_shape: kernel, ...windows }), "nchw");
  },

  Conv2DBackpropInput: (emission, node) => {
    const { graph, layouts } = emission;
    const [dy, filter, result] = [inputOf(node, "dy"), inputOf(node, "filter"), outputOf(node)];
    const inBlocks = inputGradientInBlocks(emission, node);
    if (inBlocks !== null) return layouts.set(result, inBlocks, "blocked");
    const { info, kernel, pads, alike } = inputGradient(node);
    const upstream = layouts.get(dy, "nchw");
    const weights = layouts.get(filter);
    if (alike) {
      const swapped = graph.op("Transpose", [weights], { perm: [2, 3, 0, 1] });
      const single = kernel.every((taps) => taps === 1);
      const turned = single ? swapped : graph.op("Slice", [swapped, ...backwards(graph, 2)]);
      const gradient = graph.op("Conv", [upstream, turned], { kernel_shape: kernel, pads });
      return layouts.set(result, gradient, "nchw");
    }
    const { top, left, bottom, right } = info.padInfo;
    const reached = (outSize: number, stride: number, size: number, padding: number) =>
      (outSize - 1) * stride + size - padding;
    const [height, width] = kernel;
    const operands = [upstream, graph.op("Transpose", [weights], { perm: [3, 2, 0, 1] })];
    const transposed = graph.op("ConvTranspose", operands, {
      kernel_shape: kernel,
      pads: [top, left, bottom, right],
      strides: [info.strideHeight, info.strideWidth],
      output_padding: [
        Math.max(0, info.inHeight - reached(info.outHeight, info.strideHeight, height, top + bottom)),
        Math.max(0, info.inWidth - reached(info.outWidth, info.strideWidth, width, left + right)),
      ],
    });
    layouts.set(result, transposed, "nchw");
  },

  Conv2DBackpropFilter: (emission, node) => {
    const [x, dy] = [inputOf(node, "x"), inputOf(node, "dy")];
    const { filterShape, ...conv } = attrs<tf.Conv2DBackpropFilterAttrs>(node);
    const info = convInfo(x.shape, filterShape, conv);
    emission.layouts.set(outputOf(node), filterGradient(emission, x, dy, info));
  },
};
