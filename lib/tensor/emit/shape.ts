import type * as tf from "@tensorflow/tfjs";
import { at } from "#lib/array.ts";
import type { Emitters } from "#lib/tensor/emit/emitter.ts";
import { product } from "#lib/tensor/emit/product.ts";
import { axisIn, nchwShape } from "#lib/tensor/layout.ts";
import { attrs, inputOf, outputOf } from "#lib/tensor/node.ts";
import { sameInBothLayouts } from "#lib/tensor/shape.ts";
import { axisOf, sliceOf } from "#lib/tensor/shapes.ts";

/** Matrix products and rearrangements. */

export const shapeEmitters: Emitters = {
  BatchMatMul: (emission, node) => {
    const { layouts } = emission;
    const { transposeA, transposeB } = attrs<tf.BatchMatMulAttrs>(node);
    const result = outputOf(node);
    const [a, b] = [layouts.get(inputOf(node, "a")), layouts.get(inputOf(node, "b"))];
    const transposes = { a: transposeA, b: transposeB };
    layouts.set(result, product(emission, [a, b], transposes, result.shape.length));
  },
  Reshape: ({ graph, layouts }, node) => {
    const x = inputOf(node, "x");
    const result = outputOf(node);
    // gradients of broadcast operators reshape to the shape that there is
    if (x.shape.join() === result.shape.join()) return layouts.alias(result, x);
    const source = layouts.get(x, sameInBothLayouts(x.shape) ? layouts.layoutOf(x) : "nhwc");
    const thin = sameInBothLayouts(result.shape);
    const shape = thin ? nchwShape(result.shape) : result.shape;
    layouts.set(result, graph.op("Reshape", [source, graph.ints(shape)]), thin ? "nchw" : "nhwc");
  },
  ExpandDims: ({ graph, layouts }, node) => {
    const result = outputOf(node);
    layouts.set(result, graph.op("Reshape", [layouts.get(inputOf(node, "input")), graph.ints(result.shape)]));
  },
  Transpose: ({ graph, layouts }, node) => {
    const { perm } = attrs<tf.TransposeAttrs>(node);
    layouts.set(outputOf(node), graph.op("Transpose", [layouts.get(inputOf(node, "x"))], { perm }));
  },
  Tile: ({ graph, layouts }, node) => {
    const { reps } = attrs<tf.TileAttrs>(node);
    const x = inputOf(node, "x");
    const layout = layouts.layoutOf(x);
    const repeats = layout === "nchw" ? nchwShape(reps) : reps;
    const result = graph.op("Tile", [layouts.get(x, layout), graph.ints(repeats)]);
    layouts.set(outputOf(node), result, layout);
  },
  Concat: ({ graph, layouts }, node) => {
    const result = outputOf(node);
    const axis = axisOf(attrs<tf.ConcatAttrs>(node).axis, result.shape);
    const nchw = node.list.some((part) => layouts.layoutOf(part) === "nchw");
    const layout = nchw ? "nchw" : "nhwc";
    const parts = node.list.map((part) => layouts.get(part, layout));
    layouts.set(result, graph.op("Concat", parts, { axis: axisIn(layout, axis) }), layout);
  },
  Slice: ({ graph, layouts }, node) => {
    const x = inputOf(node, "x");
    const layout = layouts.layoutOf(x);
    const { begin, size } = sliceOf(node);
    const end = begin.map((start, dim) => start + at(size, dim));
    const axes = begin.map((_, dim) => axisIn(layout, dim));
    const operands = [layouts.get(x, layout), graph.ints(begin), graph.ints(end), graph.ints(axes)];
    layouts.set(outputOf(node), graph.op("Slice", operands), layout);
  },
  SplitV: ({ graph, layouts }, node) => {
    const x = inputOf(node, "x");
    const axis = axisOf(attrs<tf.SplitVAttrs>(node).axis, x.shape);
    const layout = layouts.layoutOf(x);
    const sizes = graph.ints(node.outputs.map((part) => at(part.shape, axis)));
    const operands = [layouts.get(x, layout), sizes];
    const parts = graph.ops(node.outputs.length, "Split", operands, { axis: axisIn(layout, axis) });
    for (const [index, part] of parts.entries()) layouts.set(outputOf(node, index), part, layout);
  },
  PadV2: ({ graph, layouts }, node) => {
    const { paddings, constantValue } = attrs<tf.PadV2Attrs>(node);
    const x = inputOf(node, "x");
    const layout = layouts.layoutOf(x);
    const order = layout === "nchw" ? [0, 3, 1, 2] : x.shape.map((_, dim) => dim);
    const around = order.map((dim) => at(paddings, dim));
    const pads = [...around.map(([before]) => before), ...around.map(([, after]) => after)];
    const operands = [layouts.get(x, layout), graph.ints(pads), graph.scalar(constantValue)];
    layouts.set(outputOf(node), graph.op("Pad", operands), layout);
  },
  Pack: ({ graph, layouts }, node) => {
    const result = outputOf(node);
    const { axis } = attrs<tf.PackAttrs>(node);
    const unit = graph.ints(result.shape.with(axis, 1));
    const parts = node.list.map((part) => graph.op("Reshape", [layouts.get(part), unit]));
    layouts.set(result, graph.op("Concat", parts, { axis }));
  },
  Unpack: ({ graph, layouts }, node) => {
    const { axis } = attrs<tf.UnpackAttrs>(node);
    const sizes = graph.ints(node.outputs.map(() => 1));
    const parts = graph.ops(node.outputs.length, "Split", [layouts.get(inputOf(node, "value")), sizes], {
      axis,
    });
    for (const [index, part] of parts.entries()) {
      const result = outputOf(node, index);
      layouts.set(result, graph.op("Reshape", [part, graph.ints(result.shape)]));
    }
  },
};
