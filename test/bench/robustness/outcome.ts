import { z } from "zod";
import { at } from "#lib/array.ts";
import { methods } from "#lib/methods/index.ts";
import { topClass } from "#lib/stats/argmax.ts";
import { train } from "#lib/train/train.ts";
import { going } from "./going.ts";
import { addLine, readLines } from "./lines.ts";
import { noiseKinds, type World } from "./regime.ts";

const job = z.object({
  method: z.enum(methods.map(({ id }) => id)),
  noise: noiseKinds,
  seed: z.number(),
  hyper: z.record(z.string(), z.unknown()),
});
export type Job = z.output<typeof job>;

/** What one finished training came to; a line of the results. */
export const outcome = job.extend({
  /** share of the noisy labels put aside that the network answers */
  aside: z.number(),
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

/** A job with its method's defaults filled in: what was trained, also after the defaults have changed. */
export function complete(given: Job): Job {
  const method = methods.find(({ id }) => id === given.method);
  return { ...given, hyper: job.shape.hyper.parse(method?.hyper.parse(given.hyper) ?? {}) };
}

const identity = ({ method, noise, seed, hyper }: Job) => JSON.stringify([method, noise, seed, hyper]);

/** The line of a complete job, if it has been trained. */
export const lineOf = (lines: readonly Outcome[], job: Job): Outcome | undefined =>
  lines.find((line) => identity(line) === identity(job));

/**
 * The outcome of a complete job: a line of the file, or a training that becomes one. A killed training goes on after
 * its last epoch, from a folder beside the file.
 */
export async function outcomeOf(world: World, job: Job, file: string): Promise<Outcome> {
  const known = lineOf(readLines(file, outcome), job);
  if (known) return known;
  const found = await trained(world, job, `${file}.going`);
  addLine(file, found);
  return found;
}

async function trained(world: World, { noise, ...rest }: Job, folder: string): Promise<Outcome> {
  const { images, side, classes, gold, train: learnt, aside, test, options } = world;
  const of = (labels: Int32Array, rows: Int32Array) => rows.map((row) => at(labels, row));
  const [labels, answers] = [of(world.noisy[noise], learnt), of(gold, test)];
  const right = (p: Float32Array, wanted: Int32Array, start = 0) =>
    wanted.filter((label, i) => topClass(p, (start + i) * classes, classes) === label).length / wanted.length;

  const size = side * side * 3;
  const watched = test.subarray(0, WATCHED);
  const pictures = new Uint8Array(watched.length * size);
  watched.forEach((row, i) => pictures.set(images.subarray(row * size, (row + 1) * size), i * size));
  const { hooks, best, finish } = await going(folder, `${rest.method} ${noise} ${rest.seed}`, {
    every: EVERY,
    pictures,
    side,
    accuracy: (p) => right(p, answers.subarray(0, WATCHED)),
  });
  const rows = Int32Array.from([...learnt, ...aside, ...test]);
  const data = {
    images,
    size: side,
    classes,
    train: { rows: learnt, labels },
    predict: { rows, gold: new Int32Array(rows.length).fill(-1) },
  };
  const { probabilities: p, seconds } = await train(data, { ...options, ...rest }, hooks);
  await finish();
  const wrong = Array.from(learnt.keys()).filter((i) => at(labels, i) !== at(gold, at(learnt, i)));
  const byHeart = wrong.filter((i) => topClass(p, i * classes, classes) === at(labels, i));
  return {
    noise,
    ...rest,
    aside: right(p, of(world.noisy[noise], aside), learnt.length),
    best: best(),
    last: right(p, answers, learnt.length + aside.length),
    fitted: right(p, labels),
    memorised: wrong.length === 0 ? 0 : byHeart.length / wrong.length,
    seconds: Math.round(seconds),
  };
}
