import { topClass } from "#lib/stats/argmax.ts";

/** How many rows of probabilities have their label as most probable class; labels below 0 are skipped. */
export function countRight(probabilities: Float32Array, labels: Int32Array, classes: number): number {
  return labels.reduce((right, label, row) => {
    const predicted = label < 0 ? null : topClass(probabilities, row * classes, classes);
    return right + Number(predicted === label);
  }, 0);
}

/** The share of labelled rows that are right; null where no label is ≥ 0. */
export function accuracyOf(probabilities: Float32Array, labels: Int32Array, classes: number): number | null {
  const known = labels.reduce((count, label) => count + Number(label >= 0), 0);
  return known === 0 ? null : countRight(probabilities, labels, classes) / known;
}
