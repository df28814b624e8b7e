import { z } from "zod";
import { add, at } from "#lib/array.ts";
import { crossEntropy } from "#lib/methods/losses.ts";
import { method, phase, type Memory, type EpochView } from "#lib/methods/method.ts";
import { crossEntropyPhase } from "#lib/methods/cross-entropy-phase.ts";

/** Rounds of expectation and maximisation; the transition matrix settles long before. */
const ROUNDS = 30;

/** Pseudo-counts: correctly labelled items added to each row of the transition matrix, so that none is empty. */
const PRIOR = 1;

/**
 * What each item's class is, given what a network says of its picture and what its label is:
 * t_i(k) ∝ p_i(k)·T[k][y_i], with T[k][j] = P(label j | class k) estimated from the t themselves, in turn.
 * @param probabilities n × K  @param labels [n], class numbers
 * @param sharpen exponent of the probabilities, before each row is normalised
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
      const own = said.subarray(row * classes, (row + 1) * classes);
      let total = 0;
      const joint = own.map((p, k) => {
        const both = p * at(transition, k * classes + label);
        total += both;
        return both;
      });
      posterior.set(total > 0 ? joint.map((p) => p / total) : own, row * classes);
    });
  }
  return { posterior, transition };
}

function sharpened(probabilities: Float32Array, classes: number, power: number): Float32Array {
  const raised = probabilities.map((p) => p ** power);
  for (let start = 0; start < raised.length; start += classes) {
    normalise(raised.subarray(start, start + classes));
  }
  return raised;
}

function transitionOf(posterior: Float32Array, labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes * classes);
  for (let k = 0; k < classes; k++) counts[k * classes + k] = PRIOR;
  labels.forEach((label, row) => {
    const own = posterior.subarray(row * classes, (row + 1) * classes);
    own.forEach((p, k) => add(counts, k * classes + label, p));
  });
  for (let k = 0; k < classes; k++) normalise(counts.subarray(k * classes, (k + 1) * classes));
  return counts;
}

/** Divides a row by its sum, in place. */
function normalise(row: Float32Array | Float64Array): void {
  let sum = 0;
  for (const p of row) sum += p;
  for (const [k, p] of row.entries()) row[k] = p / sum;
}

/** The posterior labels, once, before the first epoch of the phase that learns from them. */
const targets =
  (sharpen: number) =>
  async ({ epoch, classes, labels, memory, predict }: EpochView): Promise<Memory> => {
    if (epoch > 0) return memory;
    return { targets: labelPosterior(await predict(), labels, classes, sharpen).posterior };
  };

/**
 * MBEM, model-bootstrapped expectation–maximisation: a network trained on the labels predicts each
 * picture's class; together with how often each class is given each label, that says how far each
 * label can be trusted; and a new network learns from these posterior classes. The first network
 * judges the very items it was trained on, but after a short training it has not memorised them.
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
        "exponent of the judge's probabilities: trained on noisy labels, they are too flat for true classes",
      ),
  }),
  phases: ({ first, sharpen }) => [
    { ...crossEntropyPhase(first), name: "judge", plain: false },
    phase({
      name: "posterior labels",
      share: 1 - first,
      restart: true,
      columns: { targets: (classes) => [classes] },
      between: targets(sharpen),
      loss: ({ logits, extras }) => logits.map((values) => crossEntropy(values, extras.matrix("targets"))),
    }),
  ],
});
