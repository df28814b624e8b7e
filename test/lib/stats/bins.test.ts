import fc from "fast-check";
import { expect, test } from "vitest";
import { equalBins, quantileBins } from "#lib/stats/bins.ts";
import { reliability } from "#lib/stats/calibration.ts";

const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(NaN)), { maxLength: 80 });

test("quantile bins: none empty, in order, equal values together, as even as ties allow", () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 12 }), (given, bins) => {
      const { of, centres, counts } = quantileBins(given, bins);
      expect(counts.length).toBeLessThanOrEqual(bins);
      expect([...counts].every((count) => count > 0)).toBe(true);
      expect([...centres]).toEqual([...centres].sort((a, b) => a - b));
      given.forEach((value, i) => {
        if (Number.isNaN(value)) expect(of[i]).toBe(-1);
        given.forEach((other, j) => {
          if (value === other) expect(of[i]).toBe(of[j]);
          if (value < other) expect(of[i]).toBeLessThanOrEqual(of[j]!);
        });
      });
    }),
  );
});

test("distinct values: bins of equal size", () => {
  const { counts } = quantileBins(
    Array.from({ length: 100 }, (_, i) => i * i),
    10,
  );
  expect([...counts]).toEqual(Array(10).fill(10));
});

test("ties: a cut moves to the nearer end of the equal values it falls among", () => {
  const sizes = (groups: number[], bins: number) => [
    ...quantileBins(
      groups.flatMap((size, value) => Array<number>(size).fill(value)),
      bins,
    ).counts,
  ];
  expect(sizes([30, 40, 30], 3)).toEqual([30, 40, 30]);
  expect(sizes([60, 36, 4], 10)).toEqual([60, 36, 4]);
  expect(sizes([60, 36, 4], 2)).toEqual([60, 40]);
  expect(sizes([5, 5, 90], 2)).toEqual([10, 90]);
  expect(sizes([100], 4)).toEqual([100]);
  expect(sizes([1, 1, 1], 10)).toEqual([1, 1, 1]);
  expect(sizes([], 3)).toEqual([]);
});

test("equal bins: by hand, with what lies outside in the end bins", () => {
  const { of, counts, centres } = equalBins([-1, 0, 0.24, 0.5, 1, 7, NaN], 4, 0, 1);
  expect([...of]).toEqual([0, 0, 0, 2, 3, 3, -1]);
  expect([...counts]).toEqual([3, 0, 1, 2]);
  expect(centres[1]).toBeNaN();
  expect(() => equalBins([1], 0, 0, 1)).toThrow(RangeError);
});

test("calibration by hand: two bins, off by 0.1 and 0.2", () => {
  const { bins, ece, n } = reliability([0.4, 0.4, 0.8, 0.8, 0.8, NaN], [1, 0, 1, 1, 1, 1], 2);
  expect(n).toBe(5);
  expect(bins.map(({ n: size, accuracy }) => [size, accuracy])).toEqual([
    [2, 0.5],
    [3, 1],
  ]);
  expect(ece).toBeCloseTo((2 / 5) * 0.1 + (3 / 5) * 0.2, 12);
  expect(() => reliability([1.2], [1], 5)).toThrow(/confidence\[0\]/);
  expect(() => reliability([0.5], [1], 0)).toThrow(RangeError);
});

test("an end of a bin belongs to the bin below it", () => {
  expect(reliability([0.5, 0, 1], [1, 1, 1], 2).bins.map(({ n }) => n)).toEqual([2, 1]);
});
