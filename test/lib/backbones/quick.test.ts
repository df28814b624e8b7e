import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { quick } from "#lib/backbones/quick.ts";
import { whiteningFilter } from "#lib/backbones/whitening.ts";
import { ce } from "#lib/methods/ce.ts";
import { mapValues, type Named, type Values } from "#lib/tensor/executor.ts";
import { probe } from "#lib/tensor/probe.ts";
import { randomSource } from "#lib/random.ts";
import { trainedNames, trainingStep } from "#lib/train/step.ts";
import { eager, expectClose, numbers, once } from "#test/lib/tensor/compare.ts";

const size = 16;
const network = quick.build({ widths: [8, 16, 16] }, { size, classes: 3 });
// noise: channels of a smooth pattern would have next to no variance to normalise by
const pixel = randomSource(7);
const images = Float32Array.from({ length: 20 * size * size * 3 }, () => 4 * pixel.unit() - 2);
const initial = (seed: number) => network.initial({ unit: randomSource(seed).unit, images });

describe("quick network", () => {
  it("has the shapes it says, and repeats for the same chance", () => {
    const state = initial(1);
    for (const [name, { shape }] of Object.entries(network.parameters))
      expect(state[name]!.shape).toEqual(shape);
    for (const [name, shape] of Object.entries(network.statistics)) expect(state[name]!.shape).toEqual(shape);
    expect(initial(1)).toEqual(state);
    expect(initial(2)["head"]).not.toEqual(state["head"]);
  });

  it("by default has airbench's layout with narrow widths", () => {
    const whole = quick.build({}, { size: 32, classes: 10 });
    expect(Object.keys(whole.parameters)).toHaveLength(2 + 6 * 2 + 1);
    expect(whole.parameters["head"]!.shape[1]).toBe(10);
  });

  it("starts as a partial identity", () => {
    const { data } = initial(1)["group0/b/filter"]!; // [3, 3, 8, 8]
    for (let channel = 0; channel < 8; channel++) expect(data[(4 * 8 + channel) * 8 + channel]).toBe(1);
    expect(data.reduce((sum, x) => sum + Math.abs(x), 0)).toBe(8);
  });

  it("in inference takes batch norm before pooling, which changes nothing", () => {
    tf.tidy(() => {
      void tf.setBackend("cpu");
      const x = tf.tensor4d(numbers([2, 8, 8, 4]), [2, 8, 8, 4]);
      const [mean, variance, offset] = [numbers([4], 1), numbers([4], 2).map(Math.abs), numbers([4], 3)];
      const norm = (t: tf.Tensor4D) =>
        tf.batchNorm(t, tf.tensor1d(mean), tf.tensor1d(variance), tf.tensor1d(offset), undefined, 1e-5);
      const pool = (t: tf.Tensor4D) => tf.maxPool(t, 2, 2, "valid");
      expectClose(norm(pool(x)).dataSync(), pool(norm(x)).dataSync());
    });
  });

  it("one training step, traced against eager", async () => {
    const shape = { network, nets: 1, batch: 16, size, classes: 3 };
    const trained = trainedNames(shape, 0);
    const program = trainingStep(shape, ce.plan({})[0]!, trained);
    const state: Named<Values> = {};
    for (const [name, values] of Object.entries(initial(3))) state[`0/${name}`] = values;
    for (const name of trained) {
      state[`momentum/${name}`] = mapValues({ m: state[name]! }, ({ shape: s }) => ({
        shape: s,
        data: numbers(s).map((x) => x / 100),
      })).m!;
    }
    const labels = Float32Array.from({ length: 48 }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 1 : 0));
    const fed = {
      images: images.slice(0, 16 * size * size * 3),
      labels,
      learningRate: Float32Array.of(0.05),
      momentum: Float32Array.of(0.85),
      decay: Float32Array.of(0.01),
    };
    const { executor } = await probe(1);
    const wanted = await once(eager, program, fed, state);
    const actual = await once(executor, program, fed, state);
    expectClose(actual.outputs.loss!, wanted.outputs.loss!);
    expectClose(actual.outputs.logits!, wanted.outputs.logits!, 1e-4, 1e-3);
    for (const [name, { data }] of Object.entries(wanted.state)) {
      const scale = Math.max(...data.map(Math.abs), 1e-3);
      expectClose(actual.state[name]!.data, data, 2e-3 * scale, 2e-3);
      const trains =
        trained.includes(name.replace("momentum/", "")) || name.includes("mean") || name.includes("variance");
      if (trains) expect(data, name).not.toEqual(state[name]!.data);
      else expect(data, name).toEqual(state[name]!.data);
    }
  });

  it("freezes the whitening bias after a while", () => {
    const shape = { network, nets: 2, batch: 16, size, classes: 3 };
    expect(trainedNames(shape, 0.1)).toContain("1/whiten/bias");
    expect(trainedNames(shape, 0.5)).not.toContain("1/whiten/bias");
    expect(trainedNames(shape, 0)).not.toContain("0/whiten/filter");
  });
});

describe("whitening", () => {
  it("makes patches white: unit variance, no correlation, positive and negative halves", () => {
    const n = 60;
    const random = randomSource(5);
    // correlated neighbours and channels
    const pictures = new Float32Array(n * size * size * 3);
    for (let i = 0; i < pictures.length; i++) {
      pictures[i] = random.unit() - 0.5 + 0.7 * (pictures[i - 1] ?? 0) + 0.2 * (pictures[i - 3] ?? 0);
    }
    const filter = whiteningFilter(pictures, size);
    tf.tidy(() => {
      void tf.setBackend("cpu");
      const white = tf.conv2d(
        tf.tensor4d(pictures, [n, size, size, 3]),
        tf.tensor4d(filter, [2, 2, 3, 24]),
        1,
        "valid",
      );
      const rows = tf.reshape<tf.Rank.R2>(white, [-1, 24]);
      const covariance = tf.div(tf.matMul(rows, rows, true), rows.shape[0]).arraySync() as number[][];
      for (let i = 0; i < 12; i++) {
        for (let j = 0; j < 12; j++) {
          expect(covariance[i]![j]!).toBeCloseTo(i === j ? 1 : 0, 1);
          expect(covariance[i]![j + 12]!).toBeCloseTo(-covariance[i]![j]!, 5);
        }
      }
    });
  });

  it("survives images without any variance", () => {
    expect(whiteningFilter(new Float32Array(2 * size * size * 3), size).every(Number.isFinite)).toBe(true);
  });
});
