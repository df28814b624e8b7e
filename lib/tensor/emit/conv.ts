import type * as tf from "@tensorflow/tfjs";
import type { Emitters } from "#lib/tensor/emit/emitter.ts";
import {
  backwards,
  blockedConv,
  toBlockedFilter,
  toThinFilter,
  type Convolution,
} from "#lib/tensor/emit/blocked.ts";
import { filterGradient } from "#lib/tensor/emit/conv-filter-gradient.ts";
import { attrs, inputOf, outputOf } from "#lib/tensor/node.ts";
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

export const convEmitters: Emitters = {
  Conv2D: (emission, node) => {
    const { graph, layouts, block } = emission;
    const [x, filter, result] = [inputOf(node, "x"), inputOf(node, "filter"), outputOf(node)];
    const info = convInfo(x.shape, filter.shape, attrs<tf.Conv2DAttrs>(node));
    const { top, left, bottom, right } = info.padInfo;
    const [height, width, into, out] = rank4(filter.shape);
    const conv: Convolution = {
      kernel: [height, width],
      pads: [top, left, bottom, right],
      strides: [info.strideHeight, info.strideWidth],
      dilations: [info.dilationHeight, info.dilationWidth],
    };
    const weights = layouts.get(filter);
    if (inBlocks(block, info, into)) {
      const blocks = toBlockedFilter(emission, weights, filter.shape);
      return layouts.set(result, blockedConv(graph, layouts.get(x, "blocked"), blocks, conv), "blocked");
    }
    if (block > 0 && into < block && out % block === 0) {
      const thin = toThinFilter(emission, weights, filter.shape);
      return layouts.set(result, blockedConv(graph, layouts.get(x, "nchw"), thin, conv), "blocked");
    }
    const { kernel, ...others } = conv;
    const operands = [layouts.get(x, "nchw"), graph.op("Transpose", [weights], { perm: [3, 2, 0, 1] })];
    layouts.set(result, graph.op("Conv", operands, { kernel_shape: kernel, ...others }), "nchw");
  },

  /** Stride 1: the same convolution with the filter rotated by 180° and its channels swapped; else a transposed convolution. */
  Conv2DBackpropInput: (emission, node) => {
    const { graph, layouts, block } = emission;
    const [dy, filter, result] = [inputOf(node, "dy"), inputOf(node, "filter"), outputOf(node)];
    const shape = attrs<tf.Conv2DBackpropInputAttrs>(node).inputShape;
    const info = convInfo(shape, filter.shape, attrs<tf.Conv2DBackpropInputAttrs>(node));
    const { top, left, bottom, right } = info.padInfo;
    const [height, width, , out] = rank4(filter.shape);
    const kernel = [height, width] as const;
    const pads = [height - 1 - top, width - 1 - left, height - 1 - bottom, width - 1 - right];
    const weights = layouts.get(filter);

    if (info.strideHeight === 1 && info.strideWidth === 1 && pads.every((pad) => pad >= 0)) {
      if (inBlocks(block, info, out)) {
        const blocks = toBlockedFilter(emission, weights, filter.shape, true);
        const upstream = layouts.get(dy, "blocked");
        return layouts.set(result, blockedConv(graph, upstream, blocks, { kernel, pads }), "blocked");
      }
      const swapped = graph.op("Transpose", [weights], { perm: [2, 3, 0, 1] });
      const turned = height * width === 1 ? swapped : graph.op("Slice", [swapped, ...backwards(graph, 2)]);
      const operands = [layouts.get(dy, "nchw"), turned];
      return layouts.set(result, graph.op("Conv", operands, { kernel_shape: kernel, pads }), "nchw");
    }
    const reached = (outSize: number, stride: number, size: number, padding: number) =>
      (outSize - 1) * stride + size - padding;
    const operands = [layouts.get(dy, "nchw"), graph.op("Transpose", [weights], { perm: [3, 2, 0, 1] })];
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
