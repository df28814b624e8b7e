import { expect, test } from "vitest";
import { at } from "#lib/array.ts";
import type { TrainingData } from "#lib/train/contract.ts";
import { trainFolds } from "#lib/train/cross-fit.ts";
import { train } from "#lib/train/train.ts";
import { colourWorld, recorder, small } from "#test/lib/train/world.ts";

const world = colourWorld(120, 16, 3);

/** The same answers as shares, mixed with the next class for `second` of them. */
function withShares(data: TrainingData, second: number): TrainingData {
  const { rows, labels } = data.train;
  const targets = new Float32Array(rows.length * 3);
  for (const [item, label] of labels.entries()) {
    targets[item * 3 + label] = 1 - second;
    targets[item * 3 + ((label + 1) % 3)] = second;
  }
  return { ...data, train: { rows, labels, targets } };
}

test("shares that are all of one class give the weights that the labels give", async () => {
  const plain = await train(world, small, recorder());
  const shares = await train(withShares(world, 0), small, recorder());
  expect(shares.probabilities).toEqual(plain.probabilities);
});

test("a network learns the shares, and is not resumed from one that learnt the labels", async () => {
  const options = { ...small, epochs: 30, weightDecay: 0 };
  const labels = recorder();
  const sure = await train(world, options, labels);
  const hooks = recorder({}, labels.saved[5]);
  const torn = await train(withShares(world, 0.4), options, hooks);
  expect(hooks.events.map(([event]) => event)).toContain("checkpoint.ignored");
  // out of sample: the class of most answers, and the one that two in five gave
  const meanOf = (probabilities: Float32Array, next: number) =>
    world.predict.gold.reduce((sum, gold, row) => sum + at(probabilities, row * 3 + ((gold + next) % 3)), 0) /
    world.predict.gold.length;
  const [likely, second, third] = [0, 1, 2].map((next) => meanOf(torn.probabilities, next));
  expect(likely).toBeLessThan(meanOf(sure.probabilities, 0));
  expect(second).toBeGreaterThan(meanOf(sure.probabilities, 1) + 0.03);
  expect(second).toBeGreaterThan((third ?? 0) + 0.05);
});

test("folds and validation take an item's shares with it", async () => {
  const options = { ...small, folds: 2, validation: 0.2 };
  const folded = async (data: TrainingData) => {
    const store = { load: () => Promise.resolve(null), save: () => Promise.resolve() };
    return trainFolds(data, options, { ...recorder(), checkpoints: () => store });
  };
  const plain = await folded(world);
  const shares = await folded(withShares(world, 0));
  expect(shares.probabilities).toEqual(plain.probabilities);
});

test("shares that are none are refused", async () => {
  const bad = withShares(world, 0);
  bad.train.targets?.fill(NaN, 0, 1);
  await expect(train(bad, small, recorder())).rejects.toMatchObject({ code: "invalid" });
});
