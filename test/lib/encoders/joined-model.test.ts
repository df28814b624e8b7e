import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { at } from "#lib/array.ts";
import type { EncoderDescription } from "#lib/encoders/description.ts";
import { joinedModel, joinProblem } from "#lib/encoders/joined-model.ts";
import { readModelFile } from "#lib/encoders/model-file.ts";
import { EncoderProblem } from "#lib/encoders/problem.ts";
import { openEncoder } from "#lib/encoders/run.ts";
import { trainFolds } from "#lib/train/cross-fit.ts";
import { modelInput, modelOutput } from "#lib/train/onnx-model.ts";
import type { TrainingOptions } from "#lib/train/options.ts";
import { predictByFolds } from "#lib/train/predict.ts";
import { colourWorld, recorder } from "../train/world.ts";
import { encoderOf, filterEncoder, mapEncoder, patchEncoder, plain, turningEncoder } from "./models.ts";

const world = colourWorld(90, 20, 3);
const pictures = Array.from({ length: 90 }, (_, row) => world.images.subarray(row * 1200, (row + 1) * 1200));
const cut: EncoderDescription = {
  ...plain,
  size: 16,
  resize: 20,
  mean: [0.4, 0.5, 0.6],
  std: [0.2, 0.3, 0.4],
};

async function trained(bytes: Uint8Array, description: EncoderDescription, options: TrainingOptions) {
  const encoder = await openEncoder(bytes, description, 1);
  const { width } = encoder;
  const features = new Float32Array(90 * width);
  for (const [row, picture] of pictures.entries()) features.set(await encoder.embed([picture]), row * width);
  await encoder.close();
  const { classes, train, predict } = world;
  const place = { load: () => Promise.resolve(null), save: () => Promise.resolve() };
  const hooks = { ...recorder(), checkpoints: () => place };
  const all = { backbone: "linear", epochs: 6, batch: 16, ...options } as const;
  const result = await trainFolds({ features, width, of: "these", classes, train, predict }, all, hooks);
  return {
    width,
    checkpoints: result.checkpoints,
    stored: await predictByFolds(result.checkpoints, { features }),
  };
}

async function answersOf(model: Uint8Array, batch: number): Promise<number[]> {
  const session = await InferenceSession.create(model);
  const answers: number[] = [];
  for (let from = 0; from + batch <= 90; from += batch) {
    const pixels = new Uint8Array(batch * 1200);
    pictures.slice(from, from + batch).forEach((picture, place) => pixels.set(picture, place * 1200));
    const data = (await session.run({ [modelInput]: new Tensor("uint8", pixels, [batch, 20, 20, 3]) }))[modelOutput]?.data; // prettier-ignore
    answers.push(...(data instanceof Float32Array ? data : []));
  }
  await session.release();
  return answers;
}

const sharedNames = encoderOf("n", (graph, x) => {
  graph.output("probabilities", graph.op("Mul", [x, graph.scalar(2)]), ["n", 3, 16, 16]);
  return graph.op("Mul", [x, x]);
}, ["n", 3, 16, 16]); // prettier-ignore

test.each<[string, Uint8Array, EncoderDescription, number, TrainingOptions]>([
  ["vectors", filterEncoder(16), cut, 1, {}],
  ["vectors, a hidden layer, several at once", filterEncoder(16), cut, 5, { backbone: "two-layer" }],
  ["vectors, cross-fitted, two networks", filterEncoder(16), cut, 3, { folds: 3, method: "jocor" }],
  ["vectors, a temperature", filterEncoder(16), cut, 1, { validation: 0.3, calibrate: true }],
  ["the first patch", patchEncoder("n"), cut, 2, {}],
  ["all patches", patchEncoder("n"), { ...cut, pool: "mean" }, 2, {}],
  ["a map", mapEncoder("n"), cut, 2, {}],
  ["a map, channels last", mapEncoder("n", { ...cut, layout: "nhwc" }), { ...cut, layout: "nhwc" }, 2, {}],
  ["a map, channels last coming out", turningEncoder("n"), cut, 2, {}],
  ["always two pictures", mapEncoder(2), cut, 2, {}],
  ["names that the whole has too", sharedNames, cut, 1, {}],
  ["nothing cut away", filterEncoder(20), { ...cut, size: 20 }, 1, {}],
])("%s: the file says what Tandem says", async (_, encoder, description, batch, options) => {
  const { width, checkpoints, stored } = await trained(encoder, description, options);
  const model = joinedModel({ encoder, description, width, checkpoints, classes: 3 }, batch, {
    made: "here",
  });
  const answers = await answersOf(model, batch);
  expect(answers).toHaveLength(270);
  answers.forEach((p, i) => expect(Math.abs(p - at(stored, i))).toBeLessThan(1e-5));
});

test("what cannot be joined is refused with a sentence", async () => {
  const { width, checkpoints } = await trained(mapEncoder(2), cut, {});
  const join = (encoder: Uint8Array, batch: number) => () =>
    joinedModel({ encoder, description: cut, width, checkpoints, classes: 3 }, batch, {});
  expect(join(mapEncoder(2), 1)).toThrow(EncoderProblem);
  const ours = encoderOf("n", (graph, x) => {
    graph.output("tandem/before/1", x, ["n", 3, 16, 16]);
    return graph.op("Mul", [x, x]);
  }, ["n", 3, 16, 16]); // prettier-ignore
  expect(join(ours, 1)).toThrow(/tandem/);
  expect(joinProblem(readModelFile(ours), cut)).toContain("tandem");
  expect(joinProblem(readModelFile(mapEncoder(2)), cut)).toBeNull();
});
