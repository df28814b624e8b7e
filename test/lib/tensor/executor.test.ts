import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { mapValues, type Program } from "#lib/tensor/executor.ts";
import { probe, selfTest } from "#lib/tensor/probe.ts";
import { tracedExecutor } from "#lib/tensor/traced.ts";
import { eager, traced } from "#test/lib/tensor/compare.ts";

const counting: Program = {
  inputs: { step: [] },
  compute: ({ step }, { total, unchanged }) => ({
    outputs: { twice: tf.mul(total!, 2) },
    state: { total: tf.add(tf.add(total!, step!), tf.mul(unchanged!, 0)) },
  }),
};
const state = () => ({
  total: { shape: [2], data: Float32Array.of(1, 2) },
  unchanged: { shape: [], data: Float32Array.of(5) },
});

describe.each([
  ["eager", eager],
  ["traced", traced()],
])("%s executor", (_, executor) => {
  it("keeps state between runs, shares it among programs, reads and writes it", async () => {
    const session = executor.open(state());
    const run = await session.compile(counting);
    const other = await session.compile(counting);
    expect(Array.from((await run({ step: Float32Array.of(10) })).twice!)).toEqual([2, 4]);
    expect(Array.from((await other({ step: Float32Array.of(1) })).twice!)).toEqual([22, 24]);
    const read = await session.read();
    expect(Array.from(read.total!.data)).toEqual([12, 13]);
    await run({ step: Float32Array.of(1) });
    expect(Array.from(read.total!.data)).toEqual([12, 13]); // a copy
    session.write({ total: { shape: [2], data: Float32Array.of(-1, -2) } });
    await run({ step: Float32Array.of(0) });
    expect(Array.from((await session.read()).total!.data)).toEqual([-1, -2]);
    expect(Array.from((await session.read()).unchanged!.data)).toEqual([5]);
    await session.close();
  });

  it("does not change the values it was opened with", async () => {
    const given = state();
    const session = executor.open(given);
    await (
      await session.compile(counting)
    )({ step: Float32Array.of(10) });
    await session.close();
    expect(Array.from(given.total.data)).toEqual([1, 2]);
  });

  it("freezes a program", async () => {
    const frozen = await executor.freeze(counting, state());
    for (let i = 0; i < 2; i++) {
      expect(Array.from((await frozen.run({ step: Float32Array.of(1) })).twice!)).toHaveLength(2);
    }
    await frozen.close();
  });
});

describe("eager executor", () => {
  it("leaks no tensors", async () => {
    const session = eager.open(state());
    const run = await session.compile({
      ...counting,
      compute: (inputs, held) => {
        const { outputs, state: next } = counting.compute(inputs, held);
        return {
          outputs: mapValues(outputs, (t) => tf.keep(t)),
          state: { ...next, unchanged: held.unchanged! },
        };
      },
    });
    await run({ step: Float32Array.of(1) });
    const before = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) await run({ step: Float32Array.of(1) });
    expect(tf.memory().numTensors).toBe(before);
    await session.close();
  });
});

describe("probe", () => {
  it("finds an executor that computes what tfjs does, and says what it tried", async () => {
    const { executor, attempts } = await probe(1);
    expect(attempts.at(-1)).toEqual({ executor: executor.name, ok: true, reason: "the self-test passed" });
    expect(attempts.slice(0, -1).every(({ ok, reason }) => !ok && reason.length > 0)).toBe(true);
    expect(executor.name).toMatch(/^onnxruntime-node CPU, .*, 1 thread$/);
  });

  it("standard ONNX always passes", async () => {
    expect(await selfTest(tracedExecutor({ threads: 2, block: 0 }))).toBeNull();
  });

  it("refuses an executor that computes something else, or throws, with the reason", async () => {
    const wrong = {
      ...eager,
      open: (values: Parameters<typeof eager.open>[0]) => {
        const first = values.first!;
        return eager.open({ ...values, first: { ...first, data: first.data.map((x) => x * 1.01) } });
      },
    };
    expect(await selfTest(wrong)).toMatch(/is off by/);
    const broken = {
      ...eager,
      open: () => {
        throw new Error("no such device");
      },
    };
    expect(await selfTest(broken)).toBe("no such device");
  });
});
