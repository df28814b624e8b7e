import type { RunFacts } from "./run-facts.ts";
import type { Lines } from "#lib/figures/figure.ts";
import { learningCurve } from "#lib/train/learning-curve.ts";

/**
 * Learning curves over each other: accuracy on gold where all of them have it, else agreement with the labels that
 * each learnt from.
 * @returns null where no run has two epochs to show
 */
export function curveFigure(rows: readonly RunFacts[]): Lines | null {
  const curves = rows.flatMap(({ run }) => {
    if (!run.history) return [];
    const folds = Math.max(1, Number(run.options.folds ?? 1));
    const curve = learningCurve(run.history, folds);
    return curve.points.length > 1 ? [{ name: run.name, ...curve, history: run.history, folds }] : [];
  });
  if (curves.length === 0) return null;
  const gold = curves.every(({ of }) => of === "gold");
  return {
    kind: "lines",
    x: { name: "Epoch", format: "count" },
    y: { name: gold ? "Accuracy on gold" : "Agreement with the training labels", format: "percent" },
    diagonal: false,
    series: curves.map(({ name, history, folds, points }) => ({
      name,
      tone: "machine",
      points: gold
        ? points
        : learningCurve(
            history.map((record) => ({ ...record, accuracy: null })),
            folds,
          ).points,
    })),
    marks: [],
  };
}
