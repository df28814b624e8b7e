import { z } from "zod";
import { at } from "#lib/array.ts";
import { methods } from "#lib/methods/index.ts";
import { topClass } from "#lib/stats/argmax.ts";
import { train, type TrainingOptions } from "#lib/train/train.ts";
import { going } from "./going.ts";
import { CLASSES, learntFrom, noiseKinds, options, SIDE, type World } from "./regime.ts";

export const job = z.object({
  method: z.enum(methods.map(({ id }) => id)),
  noise: noiseKinds,
  seed: z.number(),
  hyper: z.record(z.string(), z.unknown()),
});
export type Job = z.output<typeof job>;

/** What one finished training did; a line of the results. */
export const outcome = job.extend({
  /** accuracy on gold: the best of the epochs looked at, on some test items; the last epoch's, on all */
  best: z.number(),
  last: z.number(),
  /** shares of the training labels, and of the wrong ones among them, that the last network answers */
  fitted: z.number(),
  memorised: z.number(),
  seconds: z.number(),
});
export type Outcome = z.output<typeof outcome>;

/** Gold items that are looked at on the way, and how often. */
const WATCHED = 1000;
const EVERY = 4;

/** Trains once; a killed training goes on from `folder`. */
export async function outcomeOf(
  world: World,
  { noise, ...rest }: Job,
  folder: string,
  given: TrainingOptions,
): Promise<Outcome> {
  const { images, gold, train: learnt, test } = world;
  const data = learntFrom(world, noise);
  const answers = test.map((row) => at(gold, row));
  const size = images.length / gold.length;
  const first = at(test, 0) * size;
  const { hooks, best, finish } = await going(folder, {
    every: EVERY,
    pictures: images.subarray(first, first + WATCHED * size),
    side: SIDE,
    accuracy: (p) => rightShare(p, answers.subarray(0, WATCHED)),
  });
  const rows = Int32Array.from([...learnt, ...test]);
  const predicted = { rows, gold: new Int32Array(rows.length).fill(-1) };
  const result = await train({ ...data, predict: predicted }, { ...options, ...given, ...rest }, hooks);
  await finish();
  const { labels } = data.train;
  const p = result.probabilities;
  const wrong = Array.from(learnt.keys()).filter((i) => at(labels, i) !== at(gold, at(learnt, i)));
  const byHeart = wrong.filter((i) => topClass(p, i * CLASSES, CLASSES) === at(labels, i));
  return {
    noise,
    ...rest,
    best: best(),
    last: rightShare(p, answers, learnt.length),
    fitted: rightShare(p, labels),
    memorised: byHeart.length / wrong.length,
    seconds: Math.round(result.seconds),
  };
}

/** The share of predictions, from row `start` on, that are what is wanted. */
function rightShare(p: Float32Array, wanted: Int32Array, start = 0): number {
  const right = wanted.filter((label, i) => topClass(p, (start + i) * CLASSES, CLASSES) === label);
  return right.length / wanted.length;
}
