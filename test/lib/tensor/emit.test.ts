import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { batchNormTrain } from "#lib/tensor/batch-norm.ts";
import { emit, emitters } from "#lib/tensor/emit/index.ts";
import type { Named } from "#lib/tensor/executor.ts";
import type { Dialect } from "#lib/tensor/layout.ts";
import { selfTest } from "#lib/tensor/probe.ts";
import { ranked } from "#lib/tensor/rank.ts";
import { tracedExecutor } from "#lib/tensor/traced.ts";
import { record } from "#lib/tensor/record.ts";
import { shapeRules } from "#lib/tensor/shapes.ts";
import { differentiable, expectGradients, expectValue, valueOnly } from "#test/lib/tensor/cases.ts";
import { traced, withGradients } from "#test/lib/tensor/compare.ts";

/** The block sizes this processor has kernels for; probe.test.ts says that one is found. */
const sizes = [16, 8];
const reasons = await Promise.all(sizes.map((block) => selfTest(tracedExecutor({ threads: 1, block }))));
const blocks = sizes.filter((_, index) => reasons[index] === null);
const dialects: Dialect[] = [
  { block: 0, card: false },
  { block: 0, card: true },
  ...blocks.map((block) => ({ block, card: false })),
];
for (const { block, card } of dialects) {
  describe(`traced against eager, ${card ? "for a card" : block === 0 ? "plain" : `blocks of ${block}`}`, () => {
    for (const [name, given] of Object.entries(differentiable)) {
      it(name, () => expectGradients(traced(block, card), given));
    }
    for (const [name, given] of Object.entries(valueOnly)) {
      if (block === 0) it(name, () => expectValue(traced(block, card), given));
    }
  });
}

describe("for a card", () => {
  it("no operator of a value or gradient is left to the CPU", () => {
    const used = Object.values(differentiable).flatMap(({ shapes, apply }) => {
      const recording = record(withGradients(shapes, apply), {});
      return emit(recording, { block: 0, card: true }).graph.operators;
    });
    // what onnxruntime 1.30 lacks on WebGPU, found with session.disable_cpu_ep_fallback
    const lacking = ["FusedMatMul", "LogSoftmax", "Sign", "MaxUnpool", "ArgMax"];
    expect(lacking.filter((operator) => used.includes(operator))).toEqual([]);
  });

  it("statistics of a batch are computed, not left to a BatchNormalization in training mode", () => {
    const normalising = {
      inputs: { x: [2, 3, 3, 4], scale: [4], bias: [4] },
      compute: (inputs: Named<tf.Tensor>) => {
        const { rank4, vector } = ranked(inputs);
        return { outputs: { y: batchNormTrain(rank4("x"), vector("scale"), vector("bias"), 1e-5).y } };
      },
    };
    const recording = record(normalising, {});
    const sums = (card: boolean) =>
      emit(recording, { block: 0, card }).graph.operators.filter((operator) => operator === "ReduceSum")
        .length;
    expect([sums(false), sums(true)]).toEqual([0, 4]);
  });
});

describe("coverage of kernels", () => {
  it("every kernel that can be recorded can be emitted, and the other way round", () => {
    expect(Object.keys(emitters).sort()).toEqual(Object.keys(shapeRules).sort());
  });

  it("a tensor from outside, and reading values, are refused with a sentence", () => {
    tf.tidy(() => {
      void tf.setBackend("cpu");
      const outside = tf.scalar(2);
      const borrowing = { inputs: { x: [2] }, compute: () => ({ outputs: { y: outside } }) };
      expect(() => record(borrowing, {})).toThrow("outside it");
    });
    const reading = {
      inputs: { x: [2] },
      compute: ({ x }: Named<tf.Tensor>) => ({ outputs: { y: tf.mul(x!, x!.dataSync()[0]!) } }),
    };
    expect(() => record(reading, {})).toThrow("may not read values");
  });
});
