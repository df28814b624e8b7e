import * as tf from "@tensorflow/tfjs";
import { at } from "#lib/array.ts";
import { batchNormTrain } from "#lib/tensor/batch-norm.ts";
import type { Candidate } from "#lib/tensor/candidate.ts";
import { candidates } from "#lib/tensor/candidates.ts";
import { eagerExecutor } from "#lib/tensor/eager.ts";
import {
  entry,
  mapValues,
  sizeOf,
  type Executor,
  type Named,
  type Program,
  type Values,
} from "#lib/tensor/executor.ts";
import { gelu } from "#lib/tensor/gelu.ts";
import { halve } from "#lib/tensor/halve.ts";
import { ranked } from "#lib/tensor/rank.ts";

/**
 * Chooses the executor by trying: a training step of a tiny network must give the loss and the
 * weights that plain tfjs gives. What was tried, and why it was refused, is data to be logged.
 */

export type Attempt = { executor: string; ok: boolean; reason: string };
export type Probe = { executor: Executor; attempts: Attempt[] };

/** float32 sums in another order differ by less than this; a wrong kernel by far more. */
const TOLERANCE = 1e-3;
/** A whole block of images, for the gradients that are convolutions over the batch; small, since plain tfjs is slow. */
const BATCH = 16;
const SIDE = 4;

/**
 * The first of all candidates that passes the self-test.
 * @throws Error when even the last fails, with every reason
 */
export function probe(threads: number): Promise<Probe> {
  const known = probed.get(threads) ?? choose(candidates, threads);
  probed.set(threads, known);
  return known;
}

/** The machine does not change while the process runs, so each number of threads is tried once. */
const probed = new Map<number, Promise<Probe>>();

/** @throws Error when none of the candidates passes the self-test, with every reason */
export async function choose(from: readonly Candidate[], threads: number): Promise<Probe> {
  const attempts: Attempt[] = [];
  for (const candidate of from) {
    const { found, ...attempt } = await attemptWith(candidate, threads);
    attempts.push(attempt);
    if (found && attempt.ok) return { executor: found, attempts };
  }
  const tried = attempts.map(({ executor, reason }) => `${executor}: ${reason}`).join("; ");
  throw new Error(`No executor passed the training self-test on this machine (${tried}).`);
}

/** Looks for one candidate's executor and tests it. `found` is null where there is none. */
export async function attemptWith(
  candidate: Candidate,
  threads: number,
): Promise<Attempt & { found: Executor | null }> {
  const found = await candidate.find(threads);
  if (typeof found === "string") return { executor: candidate.name, found: null, ok: false, reason: found };
  const reason = await selfTest(found);
  return { executor: found.name, found, ok: reason === null, reason: reason ?? "the self-test passed" };
}

/** @returns null if the executor computes what plain tfjs does, else the difference in words */
export async function selfTest(executor: Executor): Promise<string | null> {
  try {
    const wanted = await (plain ??= trainOnce(eagerExecutor("cpu")));
    const actual = await trainOnce(executor);
    for (const [name, { data }] of Object.entries(wanted)) {
      const distance = relativeDistance(entry(actual, name).data, data);
      if (!(distance <= TOLERANCE)) return `${name} is off by ${distance.toExponential(1)} of its size`;
    }
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What plain tfjs gives, for all candidates. */
let plain: ReturnType<typeof trainOnce> | undefined;

function relativeDistance(actual: Float32Array, wanted: Float32Array): number {
  const scale = Math.max(1e-6, ...wanted.map(Math.abs));
  return Math.max(...wanted.map((value, index) => Math.abs(value - at(actual, index)))) / scale;
}

/** Two steps, to exercise the swapped state buffers and the reused statistics. */
async function trainOnce(executor: Executor): Promise<Named<Values>> {
  const session = executor.open(mapValues(shapes, wave));
  try {
    const run = await session.compile(program);
    const images = wave([BATCH, SIDE, SIDE, 16]).data;
    await run({ images });
    const outputs = await run({ images });
    return { ...(await session.read()), loss: { shape: [], data: entry(outputs, "loss") } };
  } finally {
    await session.close();
  }
}

const shapes = { first: [3, 3, 16, 16], bias: [16], second: [3, 3, 16, 32], head: [32, 2] };

/** Every kernel of the quick network: convolution, pooling, batch norm, GELU, product, softmax. */
const program: Program = {
  inputs: { images: [BATCH, SIDE, SIDE, 16] },
  compute(inputs, weights) {
    const names = Object.keys(shapes);
    const loss = (...args: tf.Tensor[]) => {
      const given = ranked(Object.fromEntries(names.map((name, i) => [name, at(args, i)])));
      const convolved = tf.conv2d(ranked(inputs).rank4("images"), given.rank4("first"), 1, "same");
      const bias = given.vector("bias");
      const pooled = halve(convolved);
      const normal = gelu(batchNormTrain(pooled, tf.onesLike(bias), bias, 1e-5).y);
      const features = tf.mean(gelu(tf.conv2d(normal, given.rank4("second"), 1, "same")), [1, 2]);
      const logits = tf.matMul(features, given.matrix("head"));
      return tf.neg<tf.Scalar>(tf.mean(tf.slice(tf.logSoftmax(logits), [0, 0], [BATCH, 1])));
    };
    const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => entry(weights, name)));
    const step = (name: string, i: number) => tf.sub(entry(weights, name), tf.mul(at(grads, i), 0.1));
    const next = names.map((name, i) => [name, step(name, i)] as const);
    return { outputs: { loss: value }, state: Object.fromEntries(next) };
  },
};

/** Repeatable values with neither ties nor symmetry. */
const wave = (shape: number[]): Values => ({
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1.7 * i + shape.length) / 2),
});
