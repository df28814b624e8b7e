import { at } from "#lib/array.ts";
import type { Emitter, Emitters } from "#lib/tensor/emit/emitter.ts";
import { axisIn, type Emission } from "#lib/tensor/layout.ts";
import { inputOf, outputOf, type Node } from "#lib/tensor/node.ts";
import { reductionOf } from "#lib/tensor/shapes.ts";

/** Reductions, and the softmaxes, which reduce the last dimension inside. */

const reduce =
  (type: string): Emitter =>
  ({ graph, layouts }, node) => {
    const x = inputOf(node, "x");
    const { axes, keepDims } = reductionOf(node);
    if (axes.length === 0) return layouts.set(outputOf(node), layouts.get(x));
    const kept = [0, 1, 2, 3].filter((dim) => !axes.includes(dim));
    // dropping dimensions in NCHW order is right only if channels and space do not both remain
    const ordered = keepDims || !(kept.includes(3) && (kept.includes(1) || kept.includes(2)));
    const layout = x.shape.length === 4 && ordered ? layouts.layoutOf(x) : "nhwc";
    const dims = layout === "nchw" ? axes.map((dim) => axisIn(layout, dim)).sort() : axes;
    const result = graph.op(type, [layouts.get(x, layout), graph.ints(dims)], { keepdims: keepDims ? 1 : 0 });
    layouts.set(outputOf(node), result, layout);
  };

const lastAxis =
  (type: string): Emitter =>
  ({ graph, layouts }, node) =>
    layouts.set(outputOf(node), graph.op(type, [layouts.get(inputOf(node, "logits"))], { axis: -1 }));

/** x − max − log Σ exp(x − max), for cards, which have no such operator. */
function logSoftmaxInSteps({ graph, layouts }: Emission, node: Node): void {
  const x = layouts.get(inputOf(node, "logits"));
  const axis = graph.ints([inputOf(node, "logits").shape.length - 1]);
  const shifted = graph.op("Sub", [x, graph.op("ReduceMax", [x, axis], { keepdims: 1 })]);
  const sum = graph.op("ReduceSum", [graph.op("Exp", [shifted]), axis], { keepdims: 1 });
  layouts.set(outputOf(node), graph.op("Sub", [shifted, graph.op("Log", [sum])]));
}

export const reduceEmitters: Emitters = {
  Sum: reduce("ReduceSum"),
  Mean: reduce("ReduceMean"),
  Max: reduce("ReduceMax"),
  Min: reduce("ReduceMin"),
  Softmax: lastAxis("Softmax"),
  LogSoftmax: (emission, node) =>
    emission.card ? logSoftmaxInSteps(emission, node) : lastAxis("LogSoftmax")(emission, node),
  ArgMax: ({ graph, layouts }, node) => {
    const x = inputOf(node, "x");
    const axis = at(reductionOf(node).axes, 0);
    const index = graph.op("ArgMax", [layouts.get(x)], { axis, keepdims: 0 });
    layouts.set(outputOf(node), graph.op("Cast", [index], { to: 1 }));
  },
};
