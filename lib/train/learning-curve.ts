/** A training as it went, epoch by epoch. */

type Record = { epoch: number; trainAccuracy: number; accuracy: number | null };

/** [0, 1] by epoch, counted from 1; which of the two it is */
export type LearningCurve = {
  of: "gold" | "training labels";
  points: readonly { x: number; y: number }[];
};

/**
 * Accuracy on gold by epoch; without gold, agreement with the labels that it learnt from. Folds, which history has
 * one after the other, are averaged.
 * @param folds 1 where it did not cross-fit
 */
export function learningCurve(history: readonly Record[], folds: number): LearningCurve {
  const length = Math.max(1, Math.round(history.length / Math.max(1, folds)));
  const of =
    history.length > 0 && history.every(({ accuracy }) => accuracy !== null) ? "gold" : "training labels";
  const sums = new Map<number, { sum: number; n: number }>();
  for (const [index, { accuracy, trainAccuracy }] of history.entries()) {
    const epoch = (index % length) + 1;
    const before = sums.get(epoch) ?? { sum: 0, n: 0 };
    const value = of === "gold" ? (accuracy ?? 0) : trainAccuracy;
    sums.set(epoch, { sum: before.sum + value, n: before.n + 1 });
  }
  return { of, points: Array.from(sums, ([x, { sum, n }]) => ({ x, y: sum / n })) };
}
