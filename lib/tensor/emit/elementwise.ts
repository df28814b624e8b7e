import type * as tf from "@tensorflow/tfjs";
import type { Emitter, Emitters } from "#lib/tensor/emit/emitter.ts";
import { nchwShape, type Emission, type Layout } from "#lib/tensor/layout.ts";
import type { Node, Recorded } from "#lib/tensor/node.ts";
import { attrs } from "#lib/tensor/shapes.ts";
import { sizeOf } from "#lib/tensor/executor.ts";

/**
 * Elementwise operators. Booleans and integers are kept as float32 (0 and 1; exact below 2²⁴), so
 * that every value in the graph has one type; comparisons are cast at once.
 */

/** NCHW if some full-rank operand already is, else NHWC. */
function commonLayout({ layouts }: Emission, operands: Recorded[]): Layout {
  return operands.some((operand) => layouts.layoutOf(operand) === "nchw") ? "nchw" : "nhwc";
}

type Build = (graph: Emission["graph"], operands: string[], node: Node) => string;

/** An operator on broadcast operands, named in the order given. */
const elementwise =
  (names: string[], build: Build): Emitter =>
  (emission, node) => {
    const operands = names.map((name) => node.inputs[name]!);
    const result = node.outputs[0]!;
    const layout = result.shape.length === 4 ? commonLayout(emission, operands) : "nhwc";
    const inputs = operands.map((operand) => emission.layouts.operand(operand, result.shape.length, layout));
    emission.layouts.set(result, build(emission.graph, inputs, node), layout);
  };

const binary = (build: Build): Emitter => elementwise(["a", "b"], build);
const unary = (build: Build): Emitter => elementwise(["x"], build);
const op =
  (type: string): Build =>
  (graph, inputs) =>
    graph.op(type, inputs);

const TO_FLOAT = 1;
const TO_BOOL = 9;
const asFloat = (graph: Emission["graph"], value: string) => graph.op("Cast", [value], { to: TO_FLOAT });
const comparison = (type: string): Emitter =>
  binary((graph, inputs) => asFloat(graph, graph.op(type, inputs)));

/** 1 where x > 0: HardSigmoid with an infinite slope, five times faster than Sign or Where. */
const positive = (graph: Emission["graph"], x: string) =>
  graph.op("HardSigmoid", [x], { alpha: { float: 1e30 }, beta: { float: 0 } });

/** √(2/π) and the cubic term of GELU's tanh form (Hendrycks & Gimpel 2016, eq. 2). */
const GELU_SCALE = Math.sqrt(2 / Math.PI);
const GELU_CUBIC = 0.044715;

/** dy·(s + x·s·(1−s)·u'), where GELU's tanh form is x·s(u), u = 2√(2/π)(x + 0.044715x³). */
const geluGrad: Build = (graph, [x, dy]) => {
  const mul = (a: string, b: string) => graph.op("Mul", [a, b]);
  const square = mul(x!, x!);
  const affine = (scale: number, offset: number) =>
    graph.op("Add", [mul(square, graph.scalar(scale)), graph.scalar(offset)]);
  const u = mul(x!, affine(2 * GELU_SCALE * GELU_CUBIC, 2 * GELU_SCALE));
  const xSlope = mul(x!, affine(6 * GELU_SCALE * GELU_CUBIC, 2 * GELU_SCALE));
  const s = graph.op("Sigmoid", [u]);
  const complement = graph.op("Sub", [graph.scalar(1), s]);
  const slope = mul(s, graph.op("Add", [mul(xSlope, complement), graph.scalar(1)]));
  return mul(dy!, slope);
};

const constant =
  (value: (node: Node) => number): Emitter =>
  ({ graph, layouts }, node) => {
    const { shape } = node.outputs[0]!;
    const scalar = graph.scalar(value(node));
    if (shape.length === 0) return layouts.set(node.outputs[0]!, scalar);
    // one layout is as good as the other for equal values
    layouts.set(node.outputs[0]!, graph.op("Expand", [scalar, graph.ints(shape)]), "nhwc");
    if (shape.length === 4) {
      layouts.set(node.outputs[0]!, graph.op("Expand", [scalar, graph.ints(nchwShape(shape))]), "nchw");
    }
  };

const alias: Emitter = ({ layouts }, node) => {
  const layout = layouts.layoutOf(node.inputs.x!);
  layouts.set(node.outputs[0]!, layouts.get(node.inputs.x!, layout), layout);
};

const addAll: Emitter = (emission, node) => {
  const result = node.outputs[0]!;
  const layout = commonLayout(emission, node.list);
  const terms = node.list.map((term) => emission.layouts.get(term, layout));
  const sum = terms.reduce((total, term) => emission.graph.op("Add", [total, term]));
  emission.layouts.set(result, sum, layout);
};

export const elementwiseEmitters: Emitters = {
  Add: binary(op("Add")),
  Sub: binary(op("Sub")),
  Multiply: binary(op("Mul")),
  RealDiv: binary(op("Div")),
  Maximum: binary(op("Max")),
  Minimum: binary(op("Min")),
  Pow: binary(op("Pow")),
  SquaredDifference: binary((graph, inputs) => {
    const difference = graph.op("Sub", inputs);
    return graph.op("Mul", [difference, difference]);
  }),
  Greater: comparison("Greater"),
  GreaterEqual: comparison("GreaterOrEqual"),
  Less: comparison("Less"),
  LessEqual: comparison("LessOrEqual"),
  Equal: comparison("Equal"),
  NotEqual: binary((graph, inputs) => asFloat(graph, graph.op("Not", [graph.op("Equal", inputs)]))),
  LogicalAnd: binary(op("Mul")),
  LogicalOr: binary(op("Max")),
  LogicalNot: unary((graph, [x]) => graph.op("Sub", [graph.scalar(1), x!])),
  Select: elementwise(["condition", "t", "e"], (graph, [condition, t, e]) =>
    graph.op("Where", [graph.op("Cast", [condition!], { to: TO_BOOL }), t!, e!]),
  ),

  Relu: unary(op("Relu")),
  Step: unary((graph, [x], node) => {
    const { alpha } = attrs<tf.StepAttrs>(node);
    const above = positive(graph, x!);
    if (!alpha) return above;
    const below = graph.op("Mul", [graph.op("Sub", [graph.scalar(1), above]), graph.scalar(alpha)]);
    return graph.op("Add", [above, below]);
  }),
  LeakyRelu: unary((graph, inputs, node) =>
    graph.op("LeakyRelu", inputs, { alpha: { float: attrs<tf.LeakyReluAttrs>(node).alpha } }),
  ),
  Neg: unary(op("Neg")),
  Exp: unary(op("Exp")),
  Expm1: unary((graph, inputs) => graph.op("Sub", [graph.op("Exp", inputs), graph.scalar(1)])),
  Log: unary(op("Log")),
  Log1p: unary((graph, [x]) => graph.op("Log", [graph.op("Add", [x!, graph.scalar(1)])])),
  Sqrt: unary(op("Sqrt")),
  Rsqrt: unary((graph, inputs) => graph.op("Reciprocal", [graph.op("Sqrt", inputs)])),
  Reciprocal: unary(op("Reciprocal")),
  Square: unary((graph, [x]) => graph.op("Mul", [x!, x!])),
  Abs: unary(op("Abs")),
  Sign: unary(op("Sign")),
  Sigmoid: unary(op("Sigmoid")),
  Softplus: unary(op("Softplus")),
  Tanh: unary(op("Tanh")),
  Erf: unary(op("Erf")),
  ClipByValue: unary((graph, [x], node) => {
    const { clipValueMin, clipValueMax } = attrs<tf.ClipByValueAttrs>(node);
    return graph.op("Clip", [x!, graph.scalar(clipValueMin), graph.scalar(clipValueMax)]);
  }),
  Gelu: unary((graph, inputs) => graph.op("Gelu", inputs, { approximate: "tanh" })),
  GeluGrad: elementwise(["x", "dy"], geluGrad),

  Identity: alias,
  Cast: alias,
  AddN: addAll,
  Fill: constant((node) => Number(attrs<tf.FillAttrs>(node).value)),
  ZerosLike: constant(() => 0),
  OnesLike: constant(() => 1),
};

/** Values that were given as data: emitted as they are, or as one number where all are equal. */
export function emitConstant({ graph, layouts }: Emission, record: Recorded & { kind: "constant" }): void {
  const size = sizeOf(record.shape);
  const equal = size > 64 && record.values.every((value) => value === record.values[0]);
  const name = equal
    ? graph.op("Expand", [graph.scalar(record.values[0]!), graph.ints(record.shape)])
    : graph.floats(record.values, record.shape);
  layouts.set(record, name, "nhwc");
}
