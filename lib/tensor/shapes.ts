import * as tf from "@tensorflow/tfjs";
import { convInfo, poolInfo } from "#lib/tensor/windows.ts";
import type { Node } from "#lib/tensor/node.ts";

/** Shapes and types of each kernel's results: the only thing the recording backend must know. */

export type ShapeRule = (node: Node) => { shape: readonly number[]; dtype?: tf.DataType }[];

const { inferFromImplicitShape, parseAxisParam, sizeFromShape } = tf.util;
const shapeOf = (node: Node, name: string): number[] => node.inputs[name]!.shape;
/** Attributes arrive untyped from tfjs; the kernel's own attribute type says what they are. */
export const attrs = <T>(node: Node): T => node.attrs as T;

const broadcast: ShapeRule = (node) => [
  { shape: tf.broadcast_util.assertAndGetBroadcastShape(shapeOf(node, "a"), shapeOf(node, "b")) },
];
const comparison: ShapeRule = (node) => [{ ...broadcast(node)[0]!, dtype: "bool" }];
const unary: ShapeRule = (node) => [{ shape: (node.inputs.x ?? node.inputs.logits)!.shape }];

/** What a reduction removes; tfjs calls the axes differently for Max than for the others. */
export function reductionOf(node: Node): { axes: number[]; keepDims: boolean } {
  const { keepDims = false, ...named } = attrs<Partial<tf.SumAttrs & tf.MaxAttrs>>(node);
  const axis = named.axis ?? named.reductionIndices ?? shapeOf(node, "x").map((_, dim) => dim);
  return { axes: parseAxisParam(axis, shapeOf(node, "x")), keepDims };
}

const reduction: ShapeRule = (node) => {
  const { axes, keepDims } = reductionOf(node);
  const shape = shapeOf(node, "x");
  const kept = shape.map((size, dim) => (axes.includes(dim) ? (keepDims ? 1 : -1) : size));
  return [{ shape: kept.filter((size) => size !== -1) }];
};

const all = (names: string, rule: ShapeRule) =>
  Object.fromEntries(names.split(" ").map((name) => [name, rule]));

export const shapeRules: Record<string, ShapeRule> = {
  ...all("Add Sub Multiply RealDiv SquaredDifference Maximum Minimum Pow", broadcast),
  ...all("Greater GreaterEqual Less LessEqual Equal NotEqual LogicalAnd LogicalOr", comparison),
  ...all("Relu Step Neg Exp Log Log1p Expm1 Sqrt Rsqrt Square Abs Sign Sigmoid Tanh Erf Softplus", unary),
  ...all("Reciprocal LeakyRelu ClipByValue Softmax LogSoftmax Gelu ZerosLike OnesLike", unary),
  GeluGrad: (node) => [{ shape: shapeOf(node, "dy") }],
  ...all("Sum Mean Max Min", reduction),
  LogicalNot: (node) => [{ shape: shapeOf(node, "x"), dtype: "bool" }],
  Identity: (node) => [{ shape: shapeOf(node, "x"), dtype: node.inputs.x!.dtype }],
  Cast: (node) => [{ shape: shapeOf(node, "x"), dtype: attrs<tf.CastAttrs>(node).dtype }],
  AddN: (node) => [{ shape: node.list[0]!.shape }],
  Select: (node) => [{ shape: shapeOf(node, "t") }],
  Fill: (node) => [{ shape: attrs<tf.FillAttrs>(node).shape, dtype: attrs<tf.FillAttrs>(node).dtype }],
  ArgMax: (node) => {
    const [dim] = reductionOf(node).axes;
    return [{ shape: shapeOf(node, "x").filter((_, index) => index !== dim), dtype: "int32" }];
  },

  Reshape: (node) => {
    const { shape } = attrs<tf.ReshapeAttrs>(node);
    return [
      {
        shape: inferFromImplicitShape(shape, sizeFromShape(shapeOf(node, "x"))),
        dtype: node.inputs.x!.dtype,
      },
    ];
  },
  ExpandDims: (node) => {
    const { dim } = attrs<tf.ExpandDimsAttrs>(node);
    const shape = [...shapeOf(node, "input")];
    shape.splice(dim < 0 ? shape.length + 1 + dim : dim, 0, 1);
    return [{ shape, dtype: node.inputs.input!.dtype }];
  },
  Transpose: (node) => [
    { shape: attrs<tf.TransposeAttrs>(node).perm.map((dim) => shapeOf(node, "x")[dim]!) },
  ],
  Tile: (node) => [
    { shape: shapeOf(node, "x").map((size, dim) => size * attrs<tf.TileAttrs>(node).reps[dim]!) },
  ],
  Concat: (node) => {
    const [axis] = parseAxisParam(attrs<tf.ConcatAttrs>(node).axis, node.list[0]!.shape);
    const shape = [...node.list[0]!.shape];
    shape[axis!] = node.list.reduce((sum, part) => sum + part.shape[axis!]!, 0);
    return [{ shape }];
  },
  Slice: (node) => {
    const { begin, size } = attrs<tf.SliceAttrs>(node);
    const [, sizes] = tf.slice_util.parseSliceParams(tensorLike(node.inputs.x!), begin, size);
    return [{ shape: sizes! }];
  },
  SplitV: (node) => {
    const { numOrSizeSplits, axis } = attrs<tf.SplitVAttrs>(node);
    const [dim] = parseAxisParam(axis, shapeOf(node, "x"));
    const sizes = tf.backend_util.prepareSplitSize(tensorLike(node.inputs.x!), numOrSizeSplits, dim);
    return sizes.map((size) => ({ shape: shapeOf(node, "x").with(dim!, size) }));
  },
  PadV2: (node) => {
    const { paddings } = attrs<tf.PadV2Attrs>(node);
    return [{ shape: shapeOf(node, "x").map((size, dim) => size + paddings[dim]![0] + paddings[dim]![1]) }];
  },
  Pack: (node) => {
    const shape = [...node.list[0]!.shape];
    shape.splice(attrs<tf.PackAttrs>(node).axis, 0, node.list.length);
    return [{ shape }];
  },
  Unpack: (node) => {
    const { axis } = attrs<tf.UnpackAttrs>(node);
    const shape = shapeOf(node, "value").filter((_, dim) => dim !== axis);
    return Array.from({ length: shapeOf(node, "value")[axis]! }, () => ({ shape }));
  },
  BatchMatMul: (node) => {
    const { transposeA, transposeB } = attrs<tf.BatchMatMulAttrs>(node);
    const [a, b] = [shapeOf(node, "a"), shapeOf(node, "b")];
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.slice(0, -2), b.slice(0, -2));
    return [{ shape: [...batch, a.at(transposeA ? -1 : -2)!, b.at(transposeB ? -2 : -1)!] }];
  },

  Conv2D: (node) => [
    { shape: convInfo(shapeOf(node, "x"), shapeOf(node, "filter"), attrs<tf.Conv2DAttrs>(node)).outShape },
  ],
  Conv2DBackpropInput: (node) => [{ shape: attrs<tf.Conv2DBackpropInputAttrs>(node).inputShape }],
  Conv2DBackpropFilter: (node) => [{ shape: attrs<tf.Conv2DBackpropFilterAttrs>(node).filterShape }],
  MaxPool: (node) => [{ shape: poolInfo(shapeOf(node, "x"), attrs<tf.MaxPoolAttrs>(node)).outShape }],
  AvgPool: (node) => [{ shape: poolInfo(shapeOf(node, "x"), attrs<tf.AvgPoolAttrs>(node)).outShape }],
  ...all("MaxPoolGrad AvgPoolGrad", (node) => [{ shape: shapeOf(node, "input") }]),
  FusedBatchNorm: unary,
  BatchNormTrain: (node) => perChannel(node, [shapeOf(node, "x")]),
  BatchNormTrainGrad: (node) => perChannel(node, [shapeOf(node, "x")]),
};

/** The fused batch norm kernels give an activation and two vectors of one number a channel. */
const perChannel = (node: Node, first: number[][]) => {
  const channels = shapeOf(node, "x").at(-1)!;
  return [...first, [channels], [channels]].map((shape) => ({ shape }));
};

/** tfjs's shape helpers are typed for tensors but only look at shape and rank. */
export const tensorLike = (record: { shape: number[] }): tf.Tensor =>
  ({ shape: record.shape, rank: record.shape.length }) as unknown as tf.Tensor;
