import type * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { crossEntropy } from "#lib/methods/losses.ts";
import { method, phase, type Memory, type View } from "#lib/methods/method.ts";
import { warmUp } from "#lib/methods/warm-up.ts";

/** Rounds of expectation and maximisation: the transition matrix has settled long before. */
const ROUNDS = 30;

/** Imagined items with the right label in each row of the transition matrix, so that none is empty. */
const PRIOR = 1;

/**
 * What each item's class is, given what a network says of its picture and what its label is:
 * t_i(k) ∝ p_i(k)·T[k][y_i], with T[k][j] = P(label j | class k) estimated from the t themselves, in turn.
 * @param probabilities n × K  @param labels [n], class numbers
 * @param sharpen power that the probabilities are raised to, before each row is divided by its sum
 * @returns posterior n × K, rows summing to 1; transition K × K by rows, rows summing to 1
 * Source: Khetan, Lipton & Anandkumar, ICLR 2018, algorithm 1, for one label an item.
 */
export function labelPosterior(
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
  sharpen = 1,
): { posterior: Float32Array; transition: Float64Array } {
  const said = sharpened(probabilities, classes, sharpen);
  const posterior = Float32Array.from(said);
  let transition: Float64Array = new Float64Array(classes * classes);
  for (let round = 0; round < ROUNDS; round++) {
    transition = transitionOf(posterior, labels, classes);
    labels.forEach((label, row) => {
      const at = row * classes;
      let total = 0;
      for (let k = 0; k < classes; k++) {
        const joint = said[at + k]! * transition[k * classes + label]!;
        posterior[at + k] = joint;
        total += joint;
      }
      for (let k = 0; k < classes; k++)
        posterior[at + k] = total > 0 ? posterior[at + k]! / total : said[at + k]!;
    });
  }
  return { posterior, transition };
}

function sharpened(probabilities: Float32Array, classes: number, power: number): Float32Array {
  const raised = probabilities.map((p) => p ** power);
  for (let at = 0; at < raised.length; at += classes) {
    const row = raised.subarray(at, at + classes);
    const sum = row.reduce((total, p) => total + p, 0);
    row.forEach((p, k) => (row[k] = p / sum));
  }
  return raised;
}

function transitionOf(posterior: Float32Array, labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes * classes);
  for (let k = 0; k < classes; k++) counts[k * classes + k] = PRIOR;
  labels.forEach((label, row) => {
    for (let k = 0; k < classes; k++) counts[k * classes + label]! += posterior[row * classes + k]!;
  });
  for (let k = 0; k < classes; k++) {
    const row = counts.subarray(k * classes, (k + 1) * classes);
    const sum = row.reduce((total, count) => total + count, 0);
    row.forEach((count, j) => (row[j] = count / sum));
  }
  return counts;
}

/** The posterior labels, once, before the first epoch of the phase that learns from them. */
const targets =
  (sharpen: number) =>
  async ({ epoch, classes, labels, memory, predict }: View): Promise<Memory> => {
    if (epoch > 0) return memory;
    return { targets: labelPosterior(await predict(), labels, classes, sharpen).posterior };
  };

/**
 * MBEM, model-bootstrapped expectation–maximisation: a network trained on the labels says what each
 * picture shows; together with how often each class is given each label, that says how far a label is to be
 * believed; and a new network learns from these posterior classes. The first network judges items
 * that it learnt from, not yet by heart after a short training.
 * Source: Khetan, Lipton & Anandkumar, ICLR 2018.
 */
export const mbem = method({
  id: "mbem",
  name: "MBEM",
  source: "Khetan, Lipton & Anandkumar 2018, “Learning from noisy singly-labeled data”",
  hyper: z.object({
    first: z.number().gt(0).lt(1).default(0.4).describe("share of the epochs for the network that judges"),
    sharpen: z
      .number()
      .min(1)
      .max(10)
      .default(2)
      .describe(
        "power of the judge's probabilities, which learnt noisy labels and are too flat for true classes",
      ),
  }),
  phases: ({ first, sharpen }) => [
    { ...warmUp(first), name: "judge", plain: false },
    phase({
      name: "posterior labels",
      share: 1 - first,
      restart: true,
      columns: { targets: (classes) => [classes] },
      between: targets(sharpen),
      loss: ({ logits, extras }) =>
        logits.map((values) => crossEntropy(values, extras.targets as tf.Tensor2D)),
    }),
  ],
});
