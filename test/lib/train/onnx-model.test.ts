import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { at } from "#lib/array.ts";
import { trainFolds } from "#lib/train/cross-fit.ts";
import { modelInput, modelOutput, onnxModel } from "#lib/train/onnx-model.ts";
import { type PictureData, train, type TrainingOptions } from "#lib/train/train.ts";
import { colourWorld, recorder, small } from "#test/lib/train/world.ts";

/** What a file says of some images, `batch` at a time. */
async function answersOf(
  model: Uint8Array,
  { images, size, classes }: PictureData,
  rows: Int32Array,
  batch = 1,
) {
  const session = await InferenceSession.create(model);
  const length = size * size * 3;
  const probabilities = new Float32Array(rows.length * classes);
  for (let start = 0; start + batch <= rows.length; start += batch) {
    const pixels = new Uint8Array(batch * length);
    for (let place = 0; place < batch; place++) {
      const row = at(rows, start + place);
      pixels.set(images.subarray(row * length, (row + 1) * length), place * length);
    }
    const fed = { [modelInput]: new Tensor("uint8", pixels, [batch, size, size, 3]) };
    const data = (await session.run(fed))[modelOutput]?.data;
    if (!(data instanceof Float32Array)) throw new Error("no probabilities");
    probabilities.set(data, start * classes);
  }
  await session.release();
  return probabilities;
}

const furthest = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, place) => Math.max(most, Math.abs(value - at(b, place))), 0);

const world = colourWorld(120, 16, 3);

test.each<[string, TrainingOptions]>([
  ["six views, one network", {}],
  ["a temperature", { validation: 0.25, calibrate: true, keep: "best" }],
  ["one view, unmirrored", { views: "one", flip: false }],
  ["a pair of networks", { method: "co-teaching", views: "mirrored" }],
  ["another network", { backbone: "resnet20", backboneOptions: {} }],
])("%s: the file gives the stored predictions", async (_, change) => {
  const options = { ...small, epochs: 2, ...change };
  const result = await train(world, options, recorder());
  const model = onnxModel([result.checkpoint], 1, {});
  const own = await answersOf(model, world, world.predict.rows);
  expect(furthest(own, result.probabilities)).toBeLessThan(1e-5);
});

test("several pictures a call", async () => {
  const result = await train(world, { ...small, epochs: 2 }, recorder());
  const model = onnxModel([result.checkpoint], 8, {});
  const own = await answersOf(model, world, world.predict.rows, 8);
  expect(furthest(own, result.probabilities)).toBeLessThan(1e-5);
});

test("of a cross-fitted run, the mean of its networks, as for items without a label", async () => {
  const store = { load: () => Promise.resolve(null), save: () => Promise.resolve() };
  const hooks = { ...recorder(), checkpoints: () => store };
  const { checkpoints, probabilities } = await trainFolds(world, { ...small, epochs: 2, folds: 3 }, hooks);
  const own = await answersOf(onnxModel(checkpoints, 1, {}), world, world.predict.rows);
  expect(furthest(own, probabilities)).toBeLessThan(1e-5);
});

test("texts that are stored in the file do no harm to it", async () => {
  const result = await train(world, { ...small, epochs: 1 }, recorder());
  const texts = { classes: JSON.stringify(["Käse", "猫"]), card: "#".repeat(5000) };
  const model = onnxModel([result.checkpoint], 1, texts);
  expect(Buffer.from(model).includes(Buffer.from(texts.classes))).toBe(true);
  const own = await answersOf(model, world, world.predict.rows);
  expect(furthest(own, result.probabilities)).toBeLessThan(1e-5);
});
