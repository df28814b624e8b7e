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
 * @returns posterior n × K, rows summing to 1; transition K × K by rows, rows summing to 1
 * Source: Khetan, Lipton & Anandkumar, ICLR 2018, algorithm 1, for one label an item.
 */
export function labelPosterior(
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
): { posterior: Float32Array; transition: Float64Array } {
  const posterior = Float32Array.from(probabilities);
  let transition: Float64Array = new Float64Array(classes * classes);
  for (let round = 0; round < ROUNDS; round++) {
    transition = transitionOf(posterior, labels, classes);
    labels.forEach((label, row) => {
      const at = row * classes;
      let total = 0;
      for (let k = 0; k < classes; k++) {
        const joint = probabilities[at + k]! * transition[k * classes + label]!;
        posterior[at + k] = joint;
        total += joint;
      }
      for (let k = 0; k < classes; k++)
        posterior[at + k] = total > 0 ? posterior[at + k]! / total : probabilities[at + k]!;
    });
  }
  return { posterior, transition };
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
async function targets({ epoch, classes, labels, memory, predict }: View): Promise<Memory> {
  if (epoch > 0) return memory;
  return { targets: labelPosterior(await predict(), labels, classes).posterior };
}

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
  }),
  phases: ({ first }) => [
    { ...warmUp(first), name: "judge", plain: false },
    phase({
      name: "posterior labels",
      share: 1 - first,
      restart: true,
      columns: { targets: (classes) => [classes] },
      between: targets,
      loss: ({ logits, extras }) => logits.map((values) => crossEntropy(values, extras.targets as tf.Tensor2D)),
    }),
  ],
});
