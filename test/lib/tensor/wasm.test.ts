import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { quick } from "#lib/backbones/quick.ts";
import { methods } from "#lib/methods/index.ts";
import type { Method } from "#lib/methods/method.ts";
import { batchNormTrain } from "#lib/tensor/batch-norm.ts";
import { gelu } from "#lib/tensor/gelu.ts";
import { choose, selfTest } from "#lib/tensor/probe.ts";
import {
  mapValues,
  sizeOf,
  type Executor,
  type Named,
  type Program,
  type Values,
} from "#lib/tensor/executor.ts";
import { wasm } from "#lib/tensor/wasm.ts";
import { randomSource } from "#lib/random.ts";
import { trainedNames, trainingStep } from "#lib/train/step.ts";
import { eager, expectClose, numbers, once, traced, withGradients } from "#test/lib/tensor/compare.ts";

/** The last resort computes what the others do. */

let executor: Executor;
beforeAll(async () => {
  const found = await wasm.find(1);
  if (typeof found === "string") throw new Error(found);
  executor = found;
});

const four = (tensor: tf.Tensor) => tensor as tf.Tensor4D;

async function sameAs(reference: Executor, program: Program, fed: Named<Float32Array>): Promise<void> {
  const wanted = await once(reference, program, fed);
  const actual = await once(executor, program, fed);
  for (const [name, values] of Object.entries(wanted.outputs)) expectClose(actual.outputs[name]!, values);
}

it("passes the self-test, and is chosen where nothing else is there", async () => {
  expect(await selfTest(executor)).toBeNull();
  const absent = { ...wasm, name: "absent", find: () => Promise.resolve("no such card") };
  const { executor: chosen, attempts } = await choose([absent, wasm], 1);
  expect(chosen.name).toBe("tfjs WebAssembly, 1 thread");
  expect(attempts.map(({ ok }) => ok)).toEqual([false, true]);
  await expect(choose([absent], 1)).rejects.toThrow("absent: no such card");
});

it("leaves no handlers on the process", () => {
  const handlers = [...process.listeners("uncaughtException"), ...process.listeners("unhandledRejection")];
  expect(handlers.map(String).filter((handler) => handler.includes("ExitStatus"))).toEqual([]);
});

it("convolves and differentiates by image and filter, for any size, filter, stride and padding", async () => {
  const cases = fc.record({
    images: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 4, max: 9 }),
    width: fc.integer({ min: 4, max: 9 }),
    into: fc.integer({ min: 1, max: 5 }),
    out: fc.integer({ min: 1, max: 6 }),
    taps: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.constantFrom<"same" | "valid" | number>("same", "valid", 0, 1, 2),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ images, height, width, into, out, taps, stride, pad }) => {
      // of a padding in pixels tfjs itself computes the result's width from the filter's height
      fc.pre(typeof pad === "string" || (taps[0] === taps[1] && stride[0] === stride[1]));
      const shapes = { x: [images, height, width, into], w: [...taps, into, out] };
      const program = withGradients(shapes, ({ x, w }) => tf.conv2d(four(x!), four(w!), stride, pad));
      await sameAs(eager, program, { x: numbers(shapes.x), w: numbers(shapes.w, 1) });
    }),
    { numRuns: 60 },
  );
});

describe("max-pooling", () => {
  it.each([
    [2, 2, "valid"],
    [3, 2, "valid"],
    [3, 2, "same"],
    [3, 1, "same"],
    [5, 5, "valid"],
  ] as const)(
    "side %i, stride %i, %s: gradient, also of windows without positive values",
    async (side, stride, pad) => {
      const program = withGradients({ x: [2, 7, 6, 3] }, ({ x }) => tf.maxPool(four(x!), side, stride, pad));
      const values = numbers([2, 7, 6, 3]);
      await sameAs(eager, program, { x: values });
      await sameAs(eager, program, { x: values.map((value) => value - 5) });
      await sameAs(eager, program, { x: values.map(Math.round) }); // ties
    },
  );
});

it("averages, normalises and concatenates as plain tfjs does", async () => {
  const shapes = { x: [2, 6, 6, 3], scale: [3] };
  const program = withGradients(shapes, ({ x, scale }) => {
    const normal = batchNormTrain(four(x!), scale as tf.Tensor1D, scale as tf.Tensor1D, 1e-3).y;
    return tf.concat([tf.avgPool(normal, 3, 2, "same"), tf.avgPool(gelu(four(x!)), 2, 2, "valid")], -1);
  });
  await sameAs(eager, program, { x: numbers(shapes.x), scale: numbers(shapes.scale, 1) });
});

describe.each((methods as readonly Method[]).map((method) => [method.id, method] as const))(
  "%s",
  (_, method) => {
    it("takes the same training step in every phase", async () => {
      const [batch, size, classes] = [8, 9, 3];
      const network = quick.build({ widths: [8, 8, 8] }, { size, classes });
      const shape = { network, nets: method.nets, batch, size, classes };
      const random = randomSource(1);
      const noise = (dims: readonly number[]) =>
        Float32Array.from({ length: sizeOf(dims) }, () => 2 * random.unit() - 1);
      const state: Named<Values> = {};
      for (let net = 0; net < method.nets; net++) {
        const weights = network.initial({ unit: random.unit, images: noise([50, size, size, 3]) });
        for (const [name, values] of Object.entries(weights)) {
          state[`${net}/${name}`] = values;
          state[`momentum/${net}/${name}`] = { shape: values.shape, data: noise(values.shape) };
        }
      }
      for (const phase of method.plan({})) {
        const program = trainingStep(shape, phase, trainedNames(shape, 0));
        const fed = mapValues(program.inputs, (dims, name) => {
          if (name.endsWith("images")) return noise(dims);
          if (name.endsWith("labels"))
            return new Float32Array(batch * classes).map((__, i) =>
              Number(i % classes === (i >> 2) % classes),
            );
          return noise(dims).map((value) => 0.3 + Math.abs(value) / 5); // rates, shares and weights of examples
        });
        const wanted = await once(traced(), program, fed, state);
        const actual = await once(executor, program, fed, state);
        expectClose(actual.outputs.loss!, wanted.outputs.loss!, 1e-4, 1e-3);
        for (const [name, { data }] of Object.entries(wanted.state)) {
          expectClose(actual.state[name]!.data, data, 1e-3, 1e-2);
        }
      }
    });
  },
);
