import fc from "fast-check";
import { expect, test } from "vitest";
import { ols } from "#lib/stats/ols.ts";

test("slope, intercept, errors and p-values (statsmodels 0.13.5 OLS, scipy 1.10.1 linregress)", () => {
  const line = ols([0.1, 0.2, 0.35, 0.5, 0.72, 0.9], [0.61, 0.7, 0.68, 0.83, 0.9, 0.97])!;
  expect(line.slope).toBeCloseTo(0.44437775816416597, 12);
  expect(line.intercept).toBeCloseTo(0.5765122683142101, 12);
  expect(line.seSlope).toBeCloseTo(0.05176642820433727, 12);
  expect(line.seOffset).toBeCloseTo(0.02796425454215626, 12);
  expect(line.p).toBeCloseTo(0.0010116530511449083, 9);
  expect(line.pOffset).toBeCloseTo(3.27000512e-5, 10);
  expect(line.r2).toBeCloseTo(0.9485132850622955, 12);
});

test("points on a line are found exactly; a level line has p = 1 for its slope", () => {
  const line = ols([1, 2, 3, 4], [3, 5, 7, 9])!;
  expect([line.slope, line.intercept, line.r2]).toEqual([2, 1, 1]);
  expect(line.p).toBe(0);
  expect(ols([1, 2, 3], [5, 5, 5])!.p).toBe(1);
});

test("what rounding leaves over is neither variance nor an error", () => {
  expect(ols([0.1, 0.1, 0.1], [1, 2, 4])).toBeNull();
  const same = [0.3, 0.1 + 0.2, 0.3, 0.3]; // 0.1 + 0.2 is 0.30000000000000004
  expect(ols(same, [1, 2, 4, 3])).toBeNull();
  expect(ols([1, 2, 4, 3], same)).toMatchObject({ t: 0, p: 1, pOffset: 0, r2: 1 });
  const many = Array.from({ length: 50_000 }, (_, i) => i / 7);
  expect(
    ols(
      many,
      many.map(() => 0.1),
    ),
  ).toMatchObject({ t: 0, p: 1, pOffset: 0, r2: 1 });
  const through = ols([0.1, 0.3, 0.7], [0.03, 0.09, 0.21])!;
  expect(through.slope).toBeCloseTo(0.3, 12);
  expect(through).toMatchObject({ seSlope: 0, p: 0, pOffset: 1, r2: 1 });
});

test("turning x round turns the slope and nothing else", () => {
  const [x, y] = [
    [0.1, 0.4, 0.5, 0.9],
    [0.8, 0.7, 0.75, 0.9],
  ];
  const line = ols(x, y)!;
  const turned = ols(
    x.map((value) => -value),
    y,
  )!;
  expect(turned).toEqual({ ...line, slope: -line.slope, t: -line.t });
});

test("too few points, or all above one another: no line", () => {
  expect(ols([1, 2], [1, 2])).toBeNull();
  expect(ols([2, 2, 2], [1, 2, 3])).toBeNull();
  expect(() => ols([1, 2, 3], [1, 2, Infinity])).toThrow(/y\[2\]/);
});

test("residuals are orthogonal to x and sum to nothing", () => {
  const point = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }));
  fc.assert(
    fc.property(fc.array(point, { minLength: 3, maxLength: 30 }), (points) => {
      const line = ols(
        points.map(([px]) => px),
        points.map(([, py]) => py),
      );
      if (!line) return;
      const residuals = points.map(([px, py]) => py - line.intercept - line.slope * px);
      expect(residuals.reduce((sum, r) => sum + r, 0)).toBeCloseTo(0, 6);
      expect(residuals.reduce((sum, r, i) => sum + r * points[i]![0], 0)).toBeCloseTo(0, 5);
    }),
  );
});
