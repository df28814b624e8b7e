import { expect, test } from "vitest";
import { posteriorLabels } from "#lib/teaming/posterior-labels.ts";

/** Three raters' answers to nine items; the posterior by Dawid and Skene's formulas in NumPy 1.24. */
const said = [
  [0, 0, 1],
  [1, 1, 1],
  [2, 2, 0],
  [0, 1, 0],
  [1, 1, 2],
  [2, 2, 2],
  [0, 0, 0],
  [1, 0, 1],
  [2, 1, 2],
];
const answers = said.flatMap((row, item) =>
  row.map((label, raterId) => ({ ordinal: item * 2, raterId: raterId + 5, label })),
);

test("the posterior of several raters is NumPy's, item by item", () => {
  const { ordinals, labels, shares } = posteriorLabels(answers, 3);
  expect(Array.from(ordinals)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16]);
  expect(Array.from(labels)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
  expect(shares[0]).toBeCloseTo(0.99999, 4);
  expect(shares[7 * 3 + 1]).toBeCloseTo(0.99998, 4);
});

test("an item with one answer says less than one with three, and nothing comes of nothing", () => {
  const { shares } = posteriorLabels([...answers, { ordinal: 99, raterId: 6, label: 1 }], 3);
  const [lone, agreed] = [shares[9 * 3 + 1] ?? NaN, shares[1 * 3 + 1] ?? NaN];
  expect(lone).toBeLessThan(agreed);
  expect(posteriorLabels([], 3)).toEqual({
    ordinals: new Int32Array(),
    labels: new Int32Array(),
    shares: new Float32Array(),
  });
});
