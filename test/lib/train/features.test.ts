import { expect, test } from "vitest";
import { at } from "#lib/array.ts";
import { methods } from "#lib/methods/index.ts";
import { randomSource } from "#lib/random.ts";
import { decodeCheckpoint } from "#lib/train/checkpoint.ts";
import { optionsProblem, pictureOptionProblem } from "#lib/train/check-options.ts";
import type { FeatureData } from "#lib/train/contract.ts";
import { trainFolds } from "#lib/train/cross-fit.ts";
import { predict, predictByFolds } from "#lib/train/predict.ts";
import { featureStatistics } from "#lib/train/source.ts";
import { train, type TrainingOptions } from "#lib/train/train.ts";
import { colourWorld, recorder, small } from "#test/lib/train/world.ts";

/** Gaussian clouds, one a class, whose features differ in scale by a factor of a thousand; the last third is predicted. */
function clouds(n: number, width: number, classes: number, apart = 3, wrong = 0): FeatureData {
  const random = randomSource(4);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
  const centres = Float32Array.from({ length: classes * width }, normal);
  const gold = Int32Array.from({ length: n }, (_, item) => item % classes);
  const features = Float32Array.from({ length: n * width }, (_, i) => {
    const [item, feature] = [Math.floor(i / width), i % width];
    const centre = at(centres, at(gold, item) * width + feature) * (apart / Math.sqrt(width));
    return 10 ** ((feature % 4) - 2) * (centre * 2 + normal() + 5);
  });
  const rows = Int32Array.from({ length: n }, (_, row) => row);
  const cut = Math.floor((2 * n) / 3);
  const labels = gold.slice(0, cut).map((k) => (random.unit() < wrong ? (k + 1) % classes : k));
  return {
    ...{ features, width, classes, of: "clouds" },
    train: { rows: rows.slice(0, cut), labels },
    predict: { rows: rows.slice(cut), gold: gold.slice(cut) },
  };
}

const usual: TrainingOptions = { backbone: "linear", epochs: 12, batch: 32 };

test("features are standardised: their mean and spread over the rows that are learnt from", () => {
  const features = Float32Array.of(1, 10, 7, 3, 20, 7, 5, 60, 7, 99, 99, 99);
  const { mean, deviation } = featureStatistics(features, 3, Int32Array.of(0, 1, 2));
  expect(mean).toEqual([3, 30, 7].map((value) => expect.closeTo(value, 5) as number));
  expect(at(deviation, 0)).toBeCloseTo(Math.sqrt(8 / 3), 5);
  expect(at(deviation, 1)).toBeCloseTo(Math.sqrt(1400 / 3), 4);
  // a constant feature is not blown up
  expect(at(deviation, 2)).toBeGreaterThan(0.1);
  expect(featureStatistics(new Float32Array(6).fill(4), 3, Int32Array.of(0, 1)).deviation).toEqual([1, 1, 1]);
});

test.each(["linear", "two-layer"] as const)("%s: learns clouds, wide and narrow", async (backbone) => {
  for (const [n, width, classes] of [
    [300, 8, 3],
    [900, 640, 4],
  ] as const) {
    // prettier-ignore
    const { accuracy } = await train(clouds(n, width, classes), { ...usual, backbone }, recorder());
    expect(accuracy).toBeGreaterThan(0.9);
  }
});

test.each(methods.map(({ id }) => id))("%s trains a head", async (method) => {
  const data = clouds(360, 24, 3, 4, 0.2);
  for (const backbone of ["linear", "two-layer"] as const) {
    const result = await train(data, { ...usual, method, backbone }, recorder());
    expect(result.probabilities.every((p) => p >= 0 && p <= 1.00001)).toBe(true);
    expect(result.accuracy).toBeGreaterThan(0.7);
  }
});

test("an interrupted training goes on to the same weights, bit for bit; of other features it begins anew", async () => {
  const data = clouds(240, 12, 3);
  const whole = await train(data, usual, recorder());
  const first = recorder();
  const stopped = { ...first, cancelled: () => first.saved.length >= 4 };
  await expect(train(data, usual, stopped)).rejects.toThrow();
  const resumed = await train(data, usual, recorder({}, first.saved.at(-1) ?? null));
  expect(resumed.probabilities).toEqual(whole.probabilities);
  expect(Object.values(decodeCheckpoint(resumed.checkpoint).tensors)).toEqual(
    Object.values(decodeCheckpoint(whole.checkpoint).tensors),
  );
  const others = recorder({}, first.saved.at(-1) ?? null);
  await train({ ...data, of: "other clouds" }, usual, others);
  expect(others.events.map(([event]) => event)).toContain("checkpoint.ignored");
});

test("a checkpoint predicts features as the training did, and no pictures", async () => {
  const data = clouds(240, 12, 3);
  const { checkpoint, probabilities } = await train(data, usual, recorder());
  const first = at(data.predict.rows, 0);
  const again = await predictByFolds([checkpoint], { features: data.features.subarray(first * 12) });
  again.forEach((p, i) => expect(p).toBeCloseTo(at(probabilities, i), 5));
  await expect(predict(checkpoint, new Uint8Array(12), 2)).rejects.toThrow(/features/);
  const pictures = colourWorld(60, 16, 3);
  const other = await train(pictures, { ...small, epochs: 1 }, recorder());
  await expect(predictByFolds([other.checkpoint], { features: new Float32Array(12) })).rejects.toThrow(
    /pictures/,
  );
});

test("cross-fitted: every item by a head that never saw its label", async () => {
  const data = clouds(300, 16, 3, 4);
  const rows = Int32Array.from({ length: 300 }, (_, row) => row);
  const gold = rows.map((row) => row % 3);
  // labels of chance: a head that saw them would repeat some of them
  const random = randomSource(9);
  const all = { ...data, train: { rows, labels: rows.map(() => random.below(3)) }, predict: { rows, gold } };
  const store = { load: () => Promise.resolve(null), save: () => Promise.resolve() };
  const hooks = { ...recorder(), checkpoints: () => store };
  const options = { ...usual, backbone: "two-layer" as const, folds: 5 };
  const { probabilities, checkpoints } = await trainFolds(all, options, hooks);
  expect(checkpoints).toHaveLength(5);
  const repeated = all.train.labels.reduce((count, label, row) => {
    const own = probabilities.subarray(row * 3, row * 3 + 3);
    return count + Number(own.indexOf(Math.max(...own)) === label);
  }, 0);
  expect(repeated / 300).toBeLessThan(0.45);
});

test("what does not go together is refused with a sentence", () => {
  const features = { size: 1, classes: 3, width: 12 };
  expect(optionsProblem({ backbone: "quick" }, features)).toMatch(/linear and two-layer/);
  expect(optionsProblem({ backbone: "linear" }, { size: 32, classes: 3 })).toMatch(/features/);
  expect(optionsProblem({ backbone: "linear" }, features)).toBeNull();
  expect(pictureOptionProblem({ translate: 4 })).toMatch(/translate/);
  expect(pictureOptionProblem({ epochs: 4, folds: 2 })).toBeNull();
});
