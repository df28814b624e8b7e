import * as tf from "@tensorflow/tfjs";
import { convInfo, poolInfo } from "#lib/tensor/windows.ts";
import { at } from "#lib/array.ts";
import { attrs, inputOf, type Node, type Recorded } from "#lib/tensor/node.ts";
import { lastOf } from "#lib/tensor/shape.ts";

/** Shapes and types of each kernel's results: the only thing the recording backend must know. */

export type ShapeRule = (node: Node) => { shape: readonly number[]; dtype?: tf.DataType }[];

const { inferFromImplicitShape, parseAxisParam, sizeFromShape } = tf.util;
const shapeOf = (node: Node, name: string): number[] => inputOf(node, name).shape;

const broadcastOf = (node: Node): number[] =>
  tf.broadcast_util.assertAndGetBroadcastShape(shapeOf(node, "a"), shapeOf(node, "b"));
const broadcast: ShapeRule = (node) => [{ shape: broadcastOf(node) }];
const comparison: ShapeRule = (node) => [{ shape: broadcastOf(node), dtype: "bool" }];
const unary: ShapeRule = (node) => [{ shape: (node.inputs.logits ?? inputOf(node, "x")).shape }];

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
  Identity: (node) => [{ shape: shapeOf(node, "x"), dtype: inputOf(node, "x").dtype }],
  Cast: (node) => [{ shape: shapeOf(node, "x"), dtype: attrs<tf.CastAttrs>(node).dtype }],
  AddN: (node) => [{ shape: at(node.list, 0).shape }],
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
        dtype: inputOf(node, "x").dtype,
      },
    ];
  },
  ExpandDims: (node) => {
    const { dim } = attrs<tf.ExpandDimsAttrs>(node);
    const shape = [...shapeOf(node, "input")];
    shape.splice(dim < 0 ? shape.length + 1 + dim : dim, 0, 1);
    return [{ shape, dtype: inputOf(node, "input").dtype }];
  },
  Transpose: (node) => [
    { shape: attrs<tf.TransposeAttrs>(node).perm.map((dim) => at(shapeOf(node, "x"), dim)) },
  ],
  Tile: (node) => [
    { shape: shapeOf(node, "x").map((size, dim) => size * at(attrs<tf.TileAttrs>(node).reps, dim)) },
  ],
  Concat: (node) => {
    const { shape } = at(node.list, 0);
    const axis = axisOf(attrs<tf.ConcatAttrs>(node).axis, shape);
    const size = node.list.reduce((sum, part) => sum + at(part.shape, axis), 0);
    return [{ shape: shape.with(axis, size) }];
  },
  Slice: (node) => [{ shape: sliceOf(node).size }],
  SplitV: (node) => {
    const { numOrSizeSplits, axis } = attrs<tf.SplitVAttrs>(node);
    const x = inputOf(node, "x");
    const dim = axisOf(axis, x.shape);
    const sizes = tf.backend_util.prepareSplitSize(described(x), numOrSizeSplits, dim);
    return sizes.map((size) => ({ shape: x.shape.with(dim, size) }));
  },
  PadV2: (node) => {
    const { paddings } = attrs<tf.PadV2Attrs>(node);
    const padded = shapeOf(node, "x").map((size, dim) => {
      const [before, after] = at(paddings, dim);
      return before + size + after;
    });
    return [{ shape: padded }];
  },
  Pack: (node) => [
    { shape: at(node.list, 0).shape.toSpliced(attrs<tf.PackAttrs>(node).axis, 0, node.list.length) },
  ],
  Unpack: (node) => {
    const { axis } = attrs<tf.UnpackAttrs>(node);
    const whole = shapeOf(node, "value");
    return Array.from({ length: at(whole, axis) }, () => ({ shape: whole.toSpliced(axis, 1) }));
  },
  BatchMatMul: (node) => {
    const { transposeA, transposeB } = attrs<tf.BatchMatMulAttrs>(node);
    const [a, b] = [shapeOf(node, "a"), shapeOf(node, "b")];
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.slice(0, -2), b.slice(0, -2));
    const rows = at(a, a.length - (transposeA ? 1 : 2));
    const columns = at(b, b.length - (transposeB ? 2 : 1));
    return [{ shape: [...batch, rows, columns] }];
  },

  Conv2D: (node) => [
    { shape: convInfo(shapeOf(node, "x"), shapeOf(node, "filter"), attrs<tf.Conv2DAttrs>(node)).outShape },
  ],
  Conv2DBackpropInput: (node) => [{ shape: attrs<tf.Conv2DBackpropInputAttrs>(node).inputShape }],
  Conv2DBackpropFilter: (node) => [{ shape: attrs<tf.Conv2DBackpropFilterAttrs>(node).filterShape }],
  MaxPool: (node) => [{ shape: poolInfo(shapeOf(node, "x"), attrs<tf.MaxPoolAttrs>(node)).outShape }],
  AvgPool: (node) => [{ shape: poolInfo(shapeOf(node, "x"), attrs<tf.AvgPoolAttrs>(node)).outShape }],
  Halve: (node) => [
    { shape: poolInfo(shapeOf(node, "x"), { filterSize: [2, 2], strides: [2, 2], pad: "valid" }).outShape },
  ],
  HalveGrad: (node) => [{ shape: shapeOf(node, "x") }],
  ...all("MaxPoolGrad AvgPoolGrad", (node) => [{ shape: shapeOf(node, "input") }]),
  FusedBatchNorm: unary,
  BatchNormTrain: (node) => perChannel(node, [shapeOf(node, "x")]),
  BatchNormTrainGrad: (node) => perChannel(node, [shapeOf(node, "x")]),
};

/** The fused batch norm kernels give an activation and two vectors with one number per channel. */
const perChannel = (node: Node, first: number[][]) => {
  const channels = lastOf(shapeOf(node, "x"));
  return [...first, [channels], [channels]].map((shape) => ({ shape }));
};

/** An axis that may count from the end, as one that counts from the start. */
export const axisOf = (axis: number | number[], shape: number[]): number =>
  at(parseAxisParam(axis, shape), 0);

/** Where a Slice begins, and its size, one number per dimension. */
export function sliceOf(node: Node): { begin: number[]; size: number[] } {
  const { begin, size } = attrs<tf.SliceAttrs>(node);
  const parsed = tf.slice_util.parseSliceParams(described(inputOf(node, "x")), begin, size);
  return { begin: at(parsed, 0), size: at(parsed, 1) };
}

/** tfjs's shape helpers want a tensor's description, but only look at its shape. */
const described = ({ shape, dtype }: Recorded): tf.TensorInfo => ({ dataId: {}, shape, dtype });
