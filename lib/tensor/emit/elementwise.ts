import type * as tf from "@tensorflow/tfjs";
import { at, pair } from "#lib/array.ts";
import type { Emitter, Emitters } from "#lib/tensor/emit/emitter.ts";
import { nchwShape, type AnyLayout, type Emission } from "#lib/tensor/layout.ts";
import { attrs, inputOf, outputOf, type Node, type Recorded } from "#lib/tensor/node.ts";
import { sizeOf } from "#lib/tensor/executor.ts";

/**
 * Elementwise operators. Booleans and integers are kept as float32 (0 and 1; exact below 2²⁴), so
 * that every value in the graph has one type; comparisons are cast at once.
 */

/**
 * In whole blocks, if nothing but numbers is broadcast and this converts no more operands than NCHW
 * does; NCHW if some full-rank operand already is; else NHWC.
 */
function commonLayout({ layouts }: Emission, operands: Recorded[], result: Recorded): AnyLayout {
  const full = operands.filter(({ shape }) => shape.join() === result.shape.join());
  const numbers = operands.filter(({ shape }) => shape.length === 0);
  const missing = (layout: AnyLayout) => full.filter((operand) => !layouts.isIn(operand, layout)).length;
  const blocked = full.some((operand) => layouts.inWholeBlocks(operand));
  const alike = full.length + numbers.length === operands.length;
  if (blocked && alike && missing("blocked") <= missing("nchw")) return "blocked";
  return operands.some((operand) => layouts.layoutOf(operand) === "nchw") ? "nchw" : "nhwc";
}

type Build = (graph: Emission["graph"], operands: string[], node: Node) => string;

/** An operator on broadcast operands, named in the order given. */
const elementwise =
  (names: string[], build: Build): Emitter =>
  (emission, node) => {
    const operands = names.map((name) => inputOf(node, name));
    const result = outputOf(node);
    const layout = result.shape.length === 4 ? commonLayout(emission, operands, result) : "nhwc";
    const inputs = operands.map((operand) => emission.layouts.operand(operand, result.shape.length, layout));
    emission.layouts.set(result, build(emission.graph, inputs, node), layout);
  };

type Unary = (graph: Emission["graph"], x: string, node: Node) => string;
const unary = (build: Unary): Emitter =>
  elementwise(["x"], (graph, operands, node) => build(graph, at(operands, 0), node));
export const unaryOp = (type: string): Emitter => unary((graph, x) => graph.op(type, [x]));

const binary = (build: Build): Emitter => elementwise(["a", "b"], build);
export const binaryOp = (type: string): Emitter => binary((graph, operands) => graph.op(type, operands));

const TO_FLOAT = 1;
const TO_BOOL = 9;
const asFloat = (graph: Emission["graph"], value: string) => graph.op("Cast", [value], { to: TO_FLOAT });
const comparison = (type: string): Emitter =>
  binary((graph, operands) => asFloat(graph, graph.op(type, operands)));

/** 1 where x > 0: HardSigmoid with a huge slope, five times faster than Sign or Where. */
const positive = (graph: Emission["graph"], x: string) =>
  graph.op("HardSigmoid", [x], { alpha: { float: 1e30 }, beta: { float: 0 } });

/** Where on a condition that is a number: t where it is not 0, else e. */
const select: Build = (graph, operands) => {
  const [condition, ...branches] = [at(operands, 0), at(operands, 1), at(operands, 2)];
  return graph.op("Where", [graph.op("Cast", [condition], { to: TO_BOOL }), ...branches]);
};

/** √(2/π) and the cubic term of GELU's tanh form (Hendrycks & Gimpel 2016, eq. 2). */
const GELU_SCALE = Math.sqrt(2 / Math.PI);
const GELU_CUBIC = 0.044715;

/** dy·(s + x·s·(1−s)·u'), where GELU's tanh form is x·s(u), u = 2√(2/π)(x + 0.044715x³). */
const geluGrad: Build = (graph, operands) => {
  const [x, dy] = pair(operands);
  const mul = (a: string, b: string) => graph.op("Mul", [a, b]);
  const square = mul(x, x);
  const affine = (scale: number, constantTerm: number) =>
    graph.op("Add", [mul(square, graph.scalar(scale)), graph.scalar(constantTerm)]);
  const u = mul(x, affine(2 * GELU_SCALE * GELU_CUBIC, 2 * GELU_SCALE));
  const xTimesDu = mul(x, affine(6 * GELU_SCALE * GELU_CUBIC, 2 * GELU_SCALE));
  const s = graph.op("Sigmoid", [u]);
  const complement = graph.op("Sub", [graph.scalar(1), s]);
  return mul(dy, mul(s, graph.op("Add", [mul(xTimesDu, complement), graph.scalar(1)])));
};

const constant =
  (value: (node: Node) => number): Emitter =>
  ({ graph, layouts }, node) => {
    const result = outputOf(node);
    const { shape } = result;
    const scalar = graph.scalar(value(node));
    if (shape.length === 0) return layouts.set(result, scalar);
    // equal values cost the same in both layouts
    layouts.set(result, graph.op("Expand", [scalar, graph.ints(shape)]), "nhwc");
    if (shape.length === 4) {
      layouts.set(result, graph.op("Expand", [scalar, graph.ints(nchwShape(shape))]), "nchw");
    }
  };

const alias: Emitter = ({ layouts }, node) => layouts.alias(outputOf(node), inputOf(node, "x"));

const addAll: Emitter = (emission, node) => {
  const result = outputOf(node);
  const layout = commonLayout(emission, node.list, result);
  const terms = node.list.map((term) => emission.layouts.get(term, layout));
  const sum = terms.reduce((total, term) => emission.graph.op("Add", [total, term]));
  emission.layouts.set(result, sum, layout);
};

export const elementwiseEmitters: Emitters = {
  Sub: binaryOp("Sub"),
  Multiply: binaryOp("Mul"),
  RealDiv: binaryOp("Div"),
  Maximum: binaryOp("Max"),
  Minimum: binaryOp("Min"),
  Pow: binaryOp("Pow"),
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
  LogicalAnd: binaryOp("Mul"),
  LogicalOr: binaryOp("Max"),
  LogicalNot: unary((graph, x) => graph.op("Sub", [graph.scalar(1), x])),
  Select: elementwise(["condition", "t", "e"], select),

  Step: unary((graph, x, node) => {
    const { alpha } = attrs<tf.StepAttrs>(node);
    const above = positive(graph, x);
    if (!alpha) return above;
    const below = graph.op("Mul", [graph.op("Sub", [graph.scalar(1), above]), graph.scalar(alpha)]);
    return graph.op("Add", [above, below]);
  }),
  LeakyRelu: unary((graph, x, node) =>
    graph.op("LeakyRelu", [x], { alpha: { float: attrs<tf.LeakyReluAttrs>(node).alpha } }),
  ),
  Neg: unaryOp("Neg"),
  Exp: unaryOp("Exp"),
  Expm1: unary((graph, x) => graph.op("Sub", [graph.op("Exp", [x]), graph.scalar(1)])),
  Log: unaryOp("Log"),
  Log1p: unary((graph, x) => graph.op("Log", [graph.op("Add", [x, graph.scalar(1)])])),
  Sqrt: unaryOp("Sqrt"),
  Rsqrt: unary((graph, x) => graph.op("Reciprocal", [graph.op("Sqrt", [x])])),
  Reciprocal: unaryOp("Reciprocal"),
  Square: unary((graph, x) => graph.op("Mul", [x, x])),
  Abs: unaryOp("Abs"),
  Sign: unary((graph, x) => graph.op("Sub", [positive(graph, x), positive(graph, graph.op("Neg", [x]))])),
  Sigmoid: unaryOp("Sigmoid"),
  Softplus: unaryOp("Softplus"),
  Tanh: unaryOp("Tanh"),
  Erf: unaryOp("Erf"),
  ClipByValue: unary((graph, x, node) => {
    const { clipValueMin, clipValueMax } = attrs<tf.ClipByValueAttrs>(node);
    return graph.op("Clip", [x, graph.scalar(clipValueMin), graph.scalar(clipValueMax)]);
  }),
  Gelu: unary((graph, x) => graph.op("Gelu", [x], { approximate: "tanh" })),
  GeluGrad: elementwise(["x", "dy"], geluGrad),

  Identity: alias,
  Cast: alias,
  AddN: addAll,
  Fill: constant((node) => Number(attrs<tf.FillAttrs>(node).value)),
  ZerosLike: constant(() => 0),
  OnesLike: constant(() => 1),
};

/** Values given as data: emitted as they are, or as one number where all are equal. */
export function emitConstant({ graph, layouts }: Emission, record: Recorded & { kind: "constant" }): void {
  const size = sizeOf(record.shape);
  const equal = size > 64 && record.values.every((value) => value === record.values[0]);
  const name = equal
    ? graph.op("Expand", [graph.scalar(at(record.values, 0)), graph.ints(record.shape)])
    : graph.floats(record.values, record.shape);
  layouts.set(record, name, "nhwc");
}
