import { expect, test } from "vitest";
import { learningCurve } from "#lib/train/learning-curve.ts";

const record = (epoch: number, accuracy: number | null, trainAccuracy = 0.1) => ({
  epoch,
  accuracy,
  trainAccuracy,
});

test("folds, which stand one after the other, are averaged by epoch", () => {
  const history = [0.2, 0.4, 0.6, 0.4, 0.6, 0.8].map((value, i) => record(i, value));
  const { of, points } = learningCurve(history, 2);
  expect(of).toBe("gold");
  expect(points.map(({ x }) => x)).toEqual([1, 2, 3]);
  [0.3, 0.5, 0.7].forEach((value, i) => expect(points[i]?.y).toBeCloseTo(value, 12));
});

test("one epoch without gold makes it the agreement with the training labels", () => {
  const { of, points } = learningCurve([record(1, 0.5, 0.3), record(2, null, 0.4)], 1);
  expect(of).toBe("training labels");
  expect(points).toEqual([
    { x: 1, y: 0.3 },
    { x: 2, y: 0.4 },
  ]);
  expect(learningCurve([], 3).points).toEqual([]);
});
