import { z } from "zod";
import { add, at } from "#lib/array.ts";
import { confidentJoint, transitionFromJoint } from "#lib/methods/confident-joint.ts";
import type { Memory, EpochView } from "#lib/methods/method.ts";
import { entry } from "#lib/tensor/executor.ts";

/**
 * Estimates T[i][j] = P(noisy label j | true class i) from a network trained on the noisy labels:
 * row i is the predicted distribution of an image typical of class i, the one at the 97th percentile of
 * that class's probability, because the very top may be an outlier.
 * @param probabilities n × K
 * @returns K × K, row-major, rows summing to 1, no entry below 1e-6
 * Source: Patrini et al., CVPR 2017, eq. 12–13, with the percentile of giorgiop/loss-correction.
 */
export function estimateTransition(
  probabilities: Float32Array,
  classes: number,
  percentile = 0.97,
): Float32Array {
  const n = probabilities.length / classes;
  const transition = new Float32Array(classes * classes);
  for (let i = 0; i < classes; i++) {
    const own = Float32Array.from({ length: n }, (_, row) => at(probabilities, row * classes + i));
    const order = Array.from(own.keys()).sort((a, b) => at(own, a) - at(own, b));
    const typical = at(order, Math.floor(percentile * (n - 1)));
    const row = probabilities
      .subarray(typical * classes, (typical + 1) * classes)
      .map((p) => Math.max(p, 1e-6));
    const total = row.reduce((sum, p) => sum + p, 0);
    row.forEach((p, j) => (transition[i * classes + j] = p / total));
  }
  return transition;
}

/**
 * Inverse of a square matrix by Gauss–Jordan elimination with row exchange, in float64.
 * @param matrix n × n, row-major
 * @throws RangeError when the matrix is singular
 */
export function inverse(matrix: ArrayLike<number>, n: number): Float64Array {
  const rows = Array.from({ length: n }, (_, i) =>
    Array.from({ length: 2 * n }, (_, j) => (j < n ? at(matrix, i * n + j) : Number(j - n === i))),
  );
  for (let column = 0; column < n; column++) {
    const size = (row: number[]) => Math.abs(at(row, column));
    const pivot = rows.slice(column).reduce((best, row) => (size(row) > size(best) ? row : best));
    if (!(size(pivot) > 1e-9)) throw new RangeError("The transition matrix cannot be inverted.");
    rows[rows.indexOf(pivot)] = at(rows, column);
    const head = at(pivot, column);
    const scaled = pivot.map((x) => x / head);
    rows[column] = scaled;
    for (const [i, row] of rows.entries()) {
      const factor = at(row, column);
      if (i !== column && factor !== 0) rows[i] = row.map((x, j) => x - factor * at(scaled, j));
    }
  }
  return Float64Array.from(rows.flatMap((row) => row.slice(n)));
}

const share = z.number().min(0).max(1);
const matrix = z
  .array(z.array(share))
  .refine((rows) => rows.every((row) => row.length === rows.length), "must be square, K × K")
  .refine(
    (rows) => rows.every((row) => Math.abs(row.reduce((sum, p) => sum + p, 0) - 1) < 1e-3),
    "must have rows that sum to 1",
  );

/** Where T comes from: the anchors of the warm-up network, its confident joint, or a K × K matrix by rows. */
export const transitionSource = z
  .union([z.enum(["anchors", "confident"]), matrix])
  .default("confident")
  .describe("anchors, confident, or the matrix itself: rows are true classes, columns labels");

/**
 * `between` of the corrected phase: T is found once, before its first epoch.
 * @throws RangeError when a given matrix has another number of classes
 */
export const transitionMemory =
  (source: z.output<typeof transitionSource>) =>
  async ({ epoch, classes, labels, memory, predict }: EpochView): Promise<Memory> => {
    if (epoch > 0) return memory;
    if (typeof source !== "string") {
      if (source.length !== classes)
        throw new RangeError(`The transition matrix is for ${source.length} classes, not ${classes}.`);
      return { transition: Float32Array.from(source.flat()) };
    }
    const probabilities = await predict();
    return {
      transition:
        source === "anchors"
          ? estimateTransition(probabilities, classes)
          : transitionFromJoint(confidentJoint(probabilities, labels, classes), classes),
    };
  };

/** The transition matrix as an input of the graph. */
export const transitionInput = {
  shape: (classes: number) => [classes, classes],
  value: ({ memory }: { memory: EpochView["memory"] }) => entry(memory, "transition"),
};

/** Share of each label among the items, [K]. */
export function labelFrequencies(labels: Int32Array, classes: number): Float32Array {
  const shares = new Float32Array(classes);
  for (const label of labels) add(shares, label, 1);
  return shares.map((count) => count / labels.length);
}
