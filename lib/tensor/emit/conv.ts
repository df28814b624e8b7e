import type * as tf from "@tensorflow/tfjs";
import type { Emission } from "#lib/tensor/layout.ts";
import type { Emitters } from "#lib/tensor/emit/emitter.ts";
import { blockedConv, toBlockedFilter, type Convolution } from "#lib/tensor/emit/blocked.ts";
import { filterGradient } from "#lib/tensor/emit/conv-filter-gradient.ts";
import { attrs, inputOf, outputOf, type Recorded } from "#lib/tensor/node.ts";
import { rank4, type Shape4D } from "#lib/tensor/shape.ts";
import { convInfo } from "#lib/tensor/windows.ts";

/** Convolution and the gradient with respect to its input. tfjs filters are [kH, kW, C, O]. */

/** Convolves x to the result. @param filter [O, I, kH, kW] of shape `shape` */
function convolve(
  emission: Emission,
  [x, result]: readonly [x: Recorded, result: Recorded],
  filter: string,
  shape: Shape4D,
  conv: Convolution,
): void {
  const { graph, layouts, block } = emission;
  const undilated = conv.dilations === undefined || conv.dilations.every((rate) => rate === 1);
  const [, into] = shape;
  // in blocks, few input channels would be mostly padding
  if (block > 0 && undilated && into >= block && into % 4 === 0) {
    const blocks = toBlockedFilter(emission, filter, shape);
    return layouts.set(result, blockedConv(graph, layouts.get(x, "blocked"), blocks, conv), "blocked");
  }
  const { kernel, pads, strides = [1, 1], dilations = [1, 1] } = conv;
  const attributes = { kernel_shape: kernel, pads, strides, dilations };
  layouts.set(result, graph.op("Conv", [layouts.get(x, "nchw"), filter], attributes), "nchw");
}

export const convEmitters: Emitters = {
  Conv2D: (emission, node) => {
    const { graph, layouts } = emission;
    const [x, filter] = [inputOf(node, "x"), inputOf(node, "filter")];
    const info = convInfo(x.shape, filter.shape, attrs<tf.Conv2DAttrs>(node));
    const { top, left, bottom, right } = info.padInfo;
    const [height, width, into, out] = rank4(filter.shape);
    const weights = graph.op("Transpose", [layouts.get(filter)], { perm: [3, 2, 0, 1] });
    convolve(emission, [x, outputOf(node)], weights, [out, into, height, width], {
      kernel: [height, width],
      pads: [top, left, bottom, right],
      strides: [info.strideHeight, info.strideWidth],
      dilations: [info.dilationHeight, info.dilationWidth],
    });
  },

  /** Stride 1: the same convolution with the filter rotated by 180° and its channels swapped; else a transposed convolution. */
  Conv2DBackpropInput: (emission, node) => {
    const { graph, layouts } = emission;
    const [dy, filter] = [inputOf(node, "dy"), inputOf(node, "filter")];
    const shape = attrs<tf.Conv2DBackpropInputAttrs>(node).inputShape;
    const info = convInfo(shape, filter.shape, attrs<tf.Conv2DBackpropInputAttrs>(node));
    const { top, left, bottom, right } = info.padInfo;
    const [height, width, into, out] = rank4(filter.shape);
    const pads = [height - 1 - top, width - 1 - left, height - 1 - bottom, width - 1 - right];

    if (info.strideHeight === 1 && info.strideWidth === 1 && pads.every((pad) => pad >= 0)) {
      const swapped = graph.op("Transpose", [layouts.get(filter)], { perm: [2, 3, 0, 1] });
      // starts, ends, axes, steps: height and width from the last to the first
      const backwards = [[-1, -1], [-1000, -1000], [2, 3], [-1, -1]].map((ints) => graph.ints(ints)); // prettier-ignore
      const turned = height * width === 1 ? swapped : graph.op("Slice", [swapped, ...backwards]);
      const conv = { kernel: [height, width] as const, pads };
      return convolve(emission, [dy, outputOf(node)], turned, [into, out, height, width], conv);
    }
    const weights = graph.op("Transpose", [layouts.get(filter)], { perm: [3, 2, 0, 1] });
    const reached = (outSize: number, stride: number, size: number, padding: number) =>
      (outSize - 1) * stride + size - padding;
    const result = graph.op("ConvTranspose", [layouts.get(dy, "nchw"), weights], {
      kernel_shape: [height, width],
      pads: [top, left, bottom, right],
      strides: [info.strideHeight, info.strideWidth],
      output_padding: [
        Math.max(0, info.inHeight - reached(info.outHeight, info.strideHeight, height, top + bottom)),
        Math.max(0, info.inWidth - reached(info.outWidth, info.strideWidth, width, left + right)),
      ],
    });
    layouts.set(outputOf(node), result, "nchw");
  },

  Conv2DBackpropFilter: (emission, node) => {
    const [x, dy] = [inputOf(node, "x"), inputOf(node, "dy")];
    const { filterShape, ...conv } = attrs<tf.Conv2DBackpropFilterAttrs>(node);
    const info = convInfo(x.shape, filterShape, conv);
    emission.layouts.set(outputOf(node), filterGradient(emission, x, dy, info));
  },
};
