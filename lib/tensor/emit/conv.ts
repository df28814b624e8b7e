import type * as tf from "@tensorflow/tfjs";
import type { Emission } from "#lib/tensor/layout.ts";
import type { Emitters } from "#lib/tensor/emit/emitter.ts";
import { blockedConv, toBlocked, toBlockedFilter, type Convolution } from "#lib/tensor/emit/blocked.ts";
import { filterGradient } from "#lib/tensor/emit/conv-filter-gradient.ts";
import { attrs } from "#lib/tensor/shapes.ts";
import { convInfo } from "#lib/tensor/windows.ts";

/** Convolution and the gradient with respect to its input. tfjs filters are [kH, kW, C, O]. */

/** @param filter [O, I, kH, kW] of shape `shape` */
function convolve(emission: Emission, x: string, filter: string, shape: number[], conv: Convolution): string {
  const { graph, block } = emission;
  const alone = conv.dilations === undefined || conv.dilations.every((rate) => rate === 1);
  // few input channels would be mostly padding in blocks
  if (block > 0 && alone && shape[1]! >= block && shape[1]! % 4 === 0) {
    return blockedConv(emission, toBlocked(emission, x), toBlockedFilter(emission, filter, shape), conv);
  }
  const { kernel, pads, strides = [1, 1], dilations = [1, 1] } = conv;
  return graph.op("Conv", [x, filter], { kernel_shape: kernel, pads, strides, dilations });
}

export const convEmitters: Emitters = {
  Conv2D: (emission, node) => {
    const { graph, layouts } = emission;
    const { x, filter } = node.inputs;
    const info = convInfo(x!.shape, filter!.shape, attrs<tf.Conv2DAttrs>(node));
    const { top, left, bottom, right } = info.padInfo;
    const [height, width, into, out] = filter!.shape as [number, number, number, number];
    const weights = graph.op("Transpose", [layouts.get(filter!)], { perm: [3, 2, 0, 1] });
    const result = convolve(emission, layouts.get(x!, "nchw"), weights, [out, into, height, width], {
      channels: out,
      kernel: [height, width],
      pads: [top, left, bottom, right],
      strides: [info.strideHeight, info.strideWidth],
      dilations: [info.dilationHeight, info.dilationWidth],
    });
    layouts.set(node.outputs[0]!, result, "nchw");
  },

  /** Stride 1: the same convolution with the filter turned round and channels swapped; else transposed. */
  Conv2DBackpropInput: (emission, node) => {
    const { graph, layouts } = emission;
    const { dy, filter } = node.inputs;
    const shape = attrs<tf.Conv2DBackpropInputAttrs>(node).inputShape;
    const info = convInfo(shape, filter!.shape, attrs<tf.Conv2DBackpropInputAttrs>(node));
    const { top, left, bottom, right } = info.padInfo;
    const [height, width, into, out] = filter!.shape as [number, number, number, number];
    const slope = layouts.get(dy!, "nchw");
    const pads = [height - 1 - top, width - 1 - left, height - 1 - bottom, width - 1 - right];

    if (info.strideHeight === 1 && info.strideWidth === 1 && pads.every((pad) => pad >= 0)) {
      const swapped = graph.op("Transpose", [layouts.get(filter!)], { perm: [2, 3, 0, 1] });
      const [last, before, axes, back] = [
        [-1, -1],
        [-1000, -1000],
        [2, 3],
        [-1, -1],
      ].map((ints) => graph.ints(ints));
      const turned =
        height * width === 1 ? swapped : graph.op("Slice", [swapped, last!, before!, axes!, back!]);
      const conv = { channels: into, kernel: [height, width] as const, pads };
      const result = convolve(emission, slope, turned, [into, out, height, width], conv);
      return layouts.set(node.outputs[0]!, result, "nchw");
    }
    const weights = graph.op("Transpose", [layouts.get(filter!)], { perm: [3, 2, 0, 1] });
    const reached = (outSize: number, stride: number, size: number, padding: number) =>
      (outSize - 1) * stride + size - padding;
    const result = graph.op("ConvTranspose", [slope, weights], {
      kernel_shape: [height, width],
      pads: [top, left, bottom, right],
      strides: [info.strideHeight, info.strideWidth],
      output_padding: [
        Math.max(0, info.inHeight - reached(info.outHeight, info.strideHeight, height, top + bottom)),
        Math.max(0, info.inWidth - reached(info.outWidth, info.strideWidth, width, left + right)),
      ],
    });
    layouts.set(node.outputs[0]!, result, "nchw");
  },

  Conv2DBackpropFilter: (emission, node) => {
    const { x, dy } = node.inputs;
    const { filterShape, ...conv } = attrs<tf.Conv2DBackpropFilterAttrs>(node);
    const info = convInfo(x!.shape, filterShape, conv);
    emission.layouts.set(node.outputs[0]!, filterGradient(emission, x!, dy!, info));
  },
};
