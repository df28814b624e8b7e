import { expect, test } from "vitest";
import { topClass } from "#lib/stats/top-class.ts";

const rows = (...values: number[]) => Float32Array.from(values);

test("the largest of the row, the first of equal ones", () => {
  const p = rows(0.2, 0.7, 0.1, 0.4, 0.2, 0.4);
  expect([topClass(p, 0, 3), topClass(p, 3, 3)]).toEqual([1, 0]);
});

test.each([
  ["NaN", rows(NaN, 0.5, 0.5)],
  ["a negative share", rows(-0.1, 0.6, 0.5)],
  ["a sum that is not 1", rows(0.3, 0.3, 0.3)],
  ["a row that ends too early", rows(0.5, 0.5)],
])("%s is no answer", (_, p) => {
  expect(topClass(p, 0, 3)).toBe(-1);
});
