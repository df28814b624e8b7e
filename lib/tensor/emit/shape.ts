import * as tf from "@tensorflow/tfjs";
import type { Emitters } from "#lib/tensor/emit/emitter.ts";
import { nchwAxis, nchwShape } from "#lib/tensor/layout.ts";
import { attrs, tensorLike } from "#lib/tensor/shapes.ts";

/** Matrix products and rearrangements. */

export const shapeEmitters: Emitters = {
  BatchMatMul: ({ graph, layouts }, node) => {
    const { transposeA, transposeB } = attrs<tf.BatchMatMulAttrs>(node);
    const operands = [layouts.get(node.inputs.a!), layouts.get(node.inputs.b!)];
    const transposes = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
    layouts.set(node.outputs[0]!, graph.op("FusedMatMul", operands, transposes, "com.microsoft"));
  },
  Reshape: ({ graph, layouts }, node) => {
    const x = node.inputs.x!;
    const result = node.outputs[0]!;
    // a tensor with no spatial extent (or one channel) reads the same in both layouts
    const flat = x.shape.length === 4 && (x.shape[1]! * x.shape[2]! === 1 || x.shape[3] === 1);
    const source = layouts.get(x, flat ? layouts.layoutOf(x) : "nhwc");
    const thin =
      result.shape.length === 4 && (result.shape[1]! * result.shape[2]! === 1 || result.shape[3] === 1);
    const shape = thin ? nchwShape(result.shape) : result.shape;
    layouts.set(result, graph.op("Reshape", [source, graph.ints(shape)]), thin ? "nchw" : "nhwc");
  },
  ExpandDims: ({ graph, layouts }, node) => {
    const result = node.outputs[0]!;
    layouts.set(result, graph.op("Reshape", [layouts.get(node.inputs.input!), graph.ints(result.shape)]));
  },
  Transpose: ({ graph, layouts }, node) => {
    const { perm } = attrs<tf.TransposeAttrs>(node);
    layouts.set(node.outputs[0]!, graph.op("Transpose", [layouts.get(node.inputs.x!)], { perm }));
  },
  Tile: ({ graph, layouts }, node) => {
    const { reps } = attrs<tf.TileAttrs>(node);
    const x = node.inputs.x!;
    const layout = layouts.layoutOf(x);
    const repeats = layout === "nchw" ? nchwShape(reps) : reps;
    const result = graph.op("Tile", [layouts.get(x, layout), graph.ints(repeats)]);
    layouts.set(node.outputs[0]!, result, layout);
  },
  Concat: ({ graph, layouts }, node) => {
    const result = node.outputs[0]!;
    const [axis] = tf.util.parseAxisParam(attrs<tf.ConcatAttrs>(node).axis, result.shape);
    const nchw = node.list.some((part) => layouts.layoutOf(part) === "nchw");
    const layout = nchw ? "nchw" : "nhwc";
    const parts = node.list.map((part) => layouts.get(part, layout));
    const dim = nchw ? nchwAxis[axis!]! : axis!;
    layouts.set(result, graph.op("Concat", parts, { axis: dim }), layout);
  },
  Slice: ({ graph, layouts }, node) => {
    const { begin, size } = attrs<tf.SliceAttrs>(node);
    const x = node.inputs.x!;
    const result = node.outputs[0]!;
    const layout = layouts.layoutOf(x);
    const [starts] = tf.slice_util.parseSliceParams(tensorLike(x), begin, size) as [number[], number[]];
    const ends = starts.map((start, dim) => start + result.shape[dim]!);
    const axes = x.shape.map((_, dim) => (layout === "nchw" ? nchwAxis[dim]! : dim));
    const operands = [layouts.get(x, layout), graph.ints(starts), graph.ints(ends), graph.ints(axes)];
    layouts.set(result, graph.op("Slice", operands), layout);
  },
  SplitV: ({ graph, layouts }, node) => {
    const x = node.inputs.x!;
    const [axis] = tf.util.parseAxisParam(attrs<tf.SplitVAttrs>(node).axis, x.shape);
    const layout = layouts.layoutOf(x);
    const dim = layout === "nchw" ? nchwAxis[axis!]! : axis!;
    const sizes = graph.ints(node.outputs.map((part) => part.shape[axis!]!));
    const parts = graph.ops(node.outputs.length, "Split", [layouts.get(x, layout), sizes], { axis: dim });
    node.outputs.forEach((part, index) => layouts.set(part, parts[index]!, layout));
  },
  PadV2: ({ graph, layouts }, node) => {
    const { paddings, constantValue } = attrs<tf.PadV2Attrs>(node);
    const x = node.inputs.x!;
    const layout = layouts.layoutOf(x);
    const order = layout === "nchw" ? [0, 3, 1, 2] : x.shape.map((_, dim) => dim);
    const pads = [...order.map((dim) => paddings[dim]![0]), ...order.map((dim) => paddings[dim]![1])];
    const operands = [layouts.get(x, layout), graph.ints(pads), graph.scalar(constantValue)];
    layouts.set(node.outputs[0]!, graph.op("Pad", operands), layout);
  },
  Pack: ({ graph, layouts }, node) => {
    const result = node.outputs[0]!;
    const { axis } = attrs<tf.PackAttrs>(node);
    const unit = graph.ints(result.shape.with(axis, 1));
    const parts = node.list.map((part) => graph.op("Reshape", [layouts.get(part), unit]));
    layouts.set(result, graph.op("Concat", parts, { axis }));
  },
  Unpack: ({ graph, layouts }, node) => {
    const { axis } = attrs<tf.UnpackAttrs>(node);
    const sizes = graph.ints(node.outputs.map(() => 1));
    const parts = graph.ops(node.outputs.length, "Split", [layouts.get(node.inputs.value!), sizes], { axis });
    node.outputs.forEach((part, index) => {
      layouts.set(part, graph.op("Reshape", [parts[index]!, graph.ints(part.shape)]));
    });
  },
};
