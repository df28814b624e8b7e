import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { Graph } from "#lib/tensor/graph.ts";

async function run(graph: Graph, feeds: Record<string, Tensor> = {}): Promise<ArrayLike<unknown>> {
  const session = await InferenceSession.create(graph.encode());
  const results = await session.run(feeds);
  await session.release();
  return results.y!.data;
}

describe("Graph", () => {
  it("encodes a model that onnxruntime reads: inputs, constants, attributes of every kind", async () => {
    const graph = new Graph();
    const x = graph.input("x", [2, 3]);
    const turned = graph.op("Transpose", [x], { perm: [1, 0] });
    const leaky = graph.op("LeakyRelu", [turned], { alpha: { float: 0.5 } });
    const product = graph.op("FusedMatMul", [leaky, x], { transB: 0 }, "com.microsoft");
    const gelu = graph.op("Gelu", [graph.op("Mul", [product, graph.scalar(0)])], { approximate: "tanh" });
    graph.output(
      "y",
      graph.op("Add", [graph.op("Add", [product, gelu]), graph.floats([1, 2, 3], [3])]),
      [3, 3],
    );
    const feeds = { x: new Tensor("float32", [1, -2, 3, -4, 5, 6], [2, 3]) };
    // leaky(xᵀ)·x + [1 2 3], by hand
    expect(Array.from(await run(graph, feeds))).toEqual([10, -10, -6, -20, 29, 30, -20, 26, 48]);
  });

  it("encodes negative integers", async () => {
    const graph = new Graph();
    const line = graph.floats([1, 2, 3], [3]);
    const bounds = [[-1], [-1000], [0], [-1]].map((values) => graph.ints(values));
    graph.output("y", graph.op("Slice", [line, ...bounds]), [3]);
    expect(Array.from(await run(graph))).toEqual([3, 2, 1]);
  });

  it("emits the same operator on the same values once, and shares small constants", () => {
    const graph = new Graph();
    const x = graph.input("x", [2]);
    expect(graph.op("Exp", [x])).toBe(graph.op("Exp", [x]));
    expect(graph.op("Exp", [x])).not.toBe(graph.op("Log", [x]));
    expect(graph.op("Elu", [x], { alpha: { float: 1 } })).not.toBe(
      graph.op("Elu", [x], { alpha: { float: 2 } }),
    );
    expect(graph.scalar(2)).toBe(graph.floats([2], []));
    expect(graph.ints([1, 2])).not.toBe(graph.ints([2, 1]));
    expect(graph.operators).toEqual(["Exp", "Log", "Elu", "Elu"]);
  });
});
