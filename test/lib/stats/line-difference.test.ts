import { expect, test } from "vitest";
import { ols } from "#lib/stats/ols.ts";
import { lineDifference } from "#lib/stats/line-difference.ts";

const fitted = (x: number[], y: number[]) => {
  const line = ols(x, y);
  if (!line) throw new Error("no line");
  return { line, x };
};

test("slopes and offsets are compared as one regression with both groups does", () => {
  // NumPy: least squares on [1, x, group, group·x], standard errors from s²(XᵀX)⁻¹; p and interval from SciPy
  const people = fitted([0.2, 0.4, 0.6, 0.8, 1], [0.7, 0.74, 0.77, 0.83, 0.86]);
  const machines = fitted([0.1, 0.3, 0.5, 0.9], [0.15, 0.36, 0.52, 0.93]);
  const test = lineDifference(people, machines);
  expect(test?.slope.value).toBeCloseTo(-0.7607142857142861, 10);
  expect(test?.slope.t).toBeCloseTo(-26.338481283670774, 8);
  expect(test?.slope.df).toBe(5);
  expect(test?.slope.p).toBeCloseTo(1.4745718095950876e-6, 12);
  expect(test?.slope.low).toBeCloseTo(-0.8349584421599558, 8);
  expect(test?.slope.high).toBeCloseTo(-0.6864701292686164, 8);
  expect(test?.intercept.value).toBeCloseTo(0.6015714285714284, 10);
  expect(test?.intercept.t).toBeCloseTo(34.71403589531692, 8);
  expect(test?.intercept.p).toBeCloseTo(3.731854668131183e-7, 12);
});

test("the other way round the signs turn, the p-values stay", () => {
  const a = fitted([1, 2, 3], [1, 2.5, 2.9]);
  const b = fitted([1, 2, 4], [0, 1, 1.2]);
  const [there, back] = [lineDifference(a, b), lineDifference(b, a)];
  expect(back?.slope.value).toBeCloseTo(-there!.slope.value, 12);
  expect(back?.slope.p).toBeCloseTo(there!.slope.p, 12);
  expect(there?.slope.df).toBe(2);
});

test("lines without any residual cannot be tested", () => {
  const exact = fitted([0, 1, 2], [0, 0, 0]);
  expect(lineDifference(exact, exact)).toBeNull();
});
