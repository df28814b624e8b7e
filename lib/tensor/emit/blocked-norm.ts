import { blockedAffine, blockedMean } from "#lib/tensor/emit/blocked.ts";
import type { Emission } from "#lib/tensor/layout.ts";
import { attrs, inputOf, outputOf, type Node } from "#lib/tensor/node.ts";
import { rank4 } from "#lib/tensor/shape.ts";

/** Batch normalisation of blocked images, so that convolutions and what is between them need no conversion. */

/** What x differs from its channel's mean by. Both directions ask for it, and share it. */
function centred(emission: Emission, node: Node, mean: string): string {
  const { graph, layouts } = emission;
  const x = inputOf(node, "x");
  const [, , , channels] = rank4(x.shape);
  const ones = graph.floats(new Float32Array(channels).fill(1), [channels]);
  const bias = graph.op("Neg", [mean]);
  return blockedAffine(graph, layouts.get(x, "blocked"), channels, { scale: ones, bias });
}

/** 1/√(σ² + ε), with the node's ε */
export function inverseDeviation({ graph }: Emission, node: Node, variance: string): string {
  const epsilon = graph.scalar(attrs<{ epsilon: number }>(node).epsilon);
  return graph.op("Reciprocal", [graph.op("Sqrt", [graph.op("Add", [variance, epsilon])])]);
}

/** y, mean and variance. The variance is of what was centred first: E[x²] − μ² loses all digits where μ ≫ σ. */
export function blockedNormTrain(emission: Emission, node: Node): void {
  const { graph, layouts } = emission;
  const x = inputOf(node, "x");
  const [n, , , channels] = rank4(x.shape);
  const mean = blockedMean(graph, layouts.get(x, "blocked"), n, channels);
  const d = centred(emission, node, mean);
  layouts.set(outputOf(node, 1), mean);
  layouts.set(outputOf(node, 2), blockedMean(graph, graph.op("Mul", [d, d]), n, channels));
  layouts.set(outputOf(node), normalised(emission, node, false), "blocked");
}

/** y once mean and variance are there, or its positive part. @param node the BatchNormTrain */
export function normalised(emission: Emission, node: Node, rectified: boolean): string {
  const { graph, layouts } = emission;
  const [, , , channels] = rank4(inputOf(node, "x").shape);
  const d = centred(emission, node, layouts.get(outputOf(node, 1)));
  const inverse = inverseDeviation(emission, node, layouts.get(outputOf(node, 2)));
  const scale = graph.op("Mul", [layouts.get(inputOf(node, "scale")), inverse]);
  const bias = layouts.get(inputOf(node, "offset"));
  return blockedAffine(graph, d, channels, { scale, bias, rectified });
}

/**
 * With d = x − μ, M = N·H·W, means over all of it and a = scale/σ:
 *   d bias = M·mean(dy),  d scale = M·mean(dy·d)/σ,  dx = a·dy − a·mean(dy) − a/σ²·mean(dy·d)·d
 */
export function blockedNormTrainGrad(emission: Emission, node: Node): void {
  const { graph, layouts } = emission;
  const [n, height, width, channels] = rank4(inputOf(node, "x").shape);
  const mul = (a: string, b: string) => graph.op("Mul", [a, b]);
  const minus = (a: string) => graph.op("Neg", [a]);
  const upstream = layouts.get(inputOf(node, "dy"), "blocked");
  const d = centred(emission, node, layouts.get(inputOf(node, "mean")));
  const inverse = inverseDeviation(emission, node, layouts.get(inputOf(node, "variance")));
  const a = mul(layouts.get(inputOf(node, "scale")), inverse);

  const meanDy = blockedMean(graph, upstream, n, channels);
  const meanDyD = blockedMean(graph, mul(upstream, d), n, channels);
  const count = graph.scalar(n * height * width);
  const slope = minus(mul(mul(a, mul(inverse, inverse)), meanDyD));
  const rest = blockedAffine(graph, d, channels, { scale: slope, bias: minus(mul(a, meanDy)) });
  layouts.set(outputOf(node), blockedAffine(graph, upstream, channels, { scale: a, sum: rest }), "blocked");
  layouts.set(outputOf(node, 1), mul(mul(meanDyD, inverse), count));
  layouts.set(outputOf(node, 2), mul(meanDy, count));
}
