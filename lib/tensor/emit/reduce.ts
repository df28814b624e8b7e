import type { Emitter, Emitters } from "#lib/tensor/emit/emitter.ts";
import { nchwAxis } from "#lib/tensor/layout.ts";
import { reductionOf } from "#lib/tensor/shapes.ts";

/** Reductions, and the softmaxes, which reduce the last dimension inside. */

const reduce =
  (type: string): Emitter =>
  ({ graph, layouts }, node) => {
    const x = node.inputs.x!;
    const { axes, keepDims } = reductionOf(node);
    if (axes.length === 0) return layouts.set(node.outputs[0]!, layouts.get(x));
    const kept = [0, 1, 2, 3].filter((dim) => !axes.includes(dim));
    // dropping dimensions in NCHW order is right only if channels and space do not both remain
    const ordered = keepDims || !(kept.includes(3) && (kept.includes(1) || kept.includes(2)));
    const layout = x.shape.length === 4 && ordered ? layouts.layoutOf(x) : "nhwc";
    const dims = layout === "nchw" ? axes.map((dim) => nchwAxis[dim]!).sort() : axes;
    const result = graph.op(type, [layouts.get(x, layout), graph.ints(dims)], { keepdims: keepDims ? 1 : 0 });
    layouts.set(node.outputs[0]!, result, layout);
  };

const lastAxis =
  (type: string): Emitter =>
  ({ graph, layouts }, node) =>
    layouts.set(node.outputs[0]!, graph.op(type, [layouts.get(node.inputs.logits!)], { axis: -1 }));

export const reduceEmitters: Emitters = {
  Sum: reduce("ReduceSum"),
  Mean: reduce("ReduceMean"),
  Max: reduce("ReduceMax"),
  Min: reduce("ReduceMin"),
  Softmax: lastAxis("Softmax"),
  LogSoftmax: lastAxis("LogSoftmax"),
  ArgMax: ({ graph, layouts }, node) => {
    const x = node.inputs.x!;
    const [axis] = reductionOf(node).axes;
    const index = graph.op("ArgMax", [layouts.get(x)], { axis: axis!, keepdims: 0 });
    layouts.set(node.outputs[0]!, graph.op("Cast", [index], { to: 1 }));
  },
};
