import fc from "fast-check";
import { expect, test } from "vitest";
import { randomSource } from "#lib/random.ts";
import { bootstrapCounts } from "#lib/stats/bootstrap.ts";
import { bootstrapItems } from "./bootstrap-items.ts";

test("of an accuracy: the quantiles of the binomial (SciPy 1.10.1 stats.binom.ppf)", () => {
  const share = (counts: Float64Array) => counts[0]! / (counts[0]! + counts[1]!);
  const { value, low, high } = bootstrapCounts([8533, 1467], share, {
    resamples: 20_000,
    random: randomSource(1),
  });
  expect(value).toBe(0.8533);
  expect(low).toBeCloseTo(0.8463, 3);
  expect(high).toBeCloseTo(0.8602, 3);
});

test("drawing counts gives what resampling the items one by one gives", () => {
  const cells = [...Array<number>(60).fill(0), ...Array<number>(25).fill(1), ...Array<number>(15).fill(2)];
  const counts = [60, 25, 15];
  const statistic = (drawn: ArrayLike<number>) => (drawn[1]! - drawn[2]!) / 100;
  const options = (seed: number) => ({ resamples: 20_000, random: randomSource(seed) });
  const quick = bootstrapCounts(counts, statistic, options(1));
  const slow = bootstrapItems(
    100,
    (indices) => {
      const drawn = [0, 0, 0];
      for (const index of indices) drawn[cells[index]!]!++;
      return statistic(drawn);
    },
    options(2),
  );
  expect(quick.value).toBe(slow.value);
  expect(Math.abs(quick.low - slow.low)).toBeLessThanOrEqual(0.011); // one step of 1/100, and rounding
  expect(Math.abs(quick.high - slow.high)).toBeLessThanOrEqual(0.011);
});

test("a resample's counts vary together as a multinomial's: variance np(1 − p), covariance −np·q", () => {
  const counts = [700, 200, 90, 10];
  const [n, draws] = [1000, 20_000];
  const sums = counts.map(() => 0);
  const products = counts.map(() => counts.map(() => 0));
  let first = true;
  const note = (drawn: Float64Array) => {
    // the first call is for the counts as they are
    if (!first)
      counts.forEach((count, a) => {
        sums[a]! += drawn[a]! - count;
        counts.forEach((other, b) => (products[a]![b]! += (drawn[a]! - count) * (drawn[b]! - other)));
      });
    first = false;
    return 0;
  };
  bootstrapCounts(counts, note, { resamples: draws, random: randomSource(4) });
  counts.forEach((count, a) => {
    const variance = (k: number) => (k * (n - k)) / n;
    // five standard errors of a mean and of a product
    expect(Math.abs(sums[a]! / draws)).toBeLessThan(5 * Math.sqrt(variance(count) / draws));
    counts.forEach((other, b) => {
      const expected = a === b ? variance(count) : (-count * other) / n;
      const error = 5 * Math.sqrt((2 * variance(count) * variance(other)) / draws);
      expect(Math.abs(products[a]![b]! / draws - expected)).toBeLessThan(error);
    });
  });
});

test("every resample has as many items as there are; cells without items stay empty", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { minLength: 1, maxLength: 6 }), fc.nat(), (counts, seed) => {
      const n = counts.reduce((sum, count) => sum + count, 0);
      bootstrapCounts(
        counts,
        (drawn) => {
          expect(drawn.reduce((sum, count) => sum + count, 0)).toBe(n);
          counts.forEach((count, cell) => {
            if (count === 0) expect(drawn[cell]).toBe(0);
          });
          return 0;
        },
        { resamples: 20, random: randomSource(seed) },
      );
    }),
  );
});

test("the same seed draws the same interval; undefined resamples are left out", () => {
  const ratio = (counts: Float64Array) => (counts[1] === 0 ? NaN : counts[0]! / counts[1]!);
  const draw = () => bootstrapCounts([3, 2], ratio, { resamples: 500, random: randomSource(7) });
  expect(draw()).toEqual(draw());
  expect(Number.isFinite(draw().low) && Number.isFinite(draw().high)).toBe(true);
  expect(bootstrapCounts([0, 0], ratio, { resamples: 10, random: randomSource(7) })).toEqual({
    value: NaN,
    low: NaN,
    high: NaN,
  });
});

test("impossible counts, no resamples and levels outside 0 … 1 are refused", () => {
  const one = { resamples: 1, random: randomSource(1) };
  expect(() => bootstrapCounts([1.5], () => 0, one)).toThrow(/counts\[0\]/);
  expect(() => bootstrapCounts([1, -1], () => 0, one)).toThrow(/counts\[1\]/);
  expect(() => bootstrapCounts([1, 2], () => 0, { ...one, resamples: 0 })).toThrow(RangeError);
  expect(() => bootstrapCounts([1, 2], () => 0, { ...one, level: 95 })).toThrow(/level/);
});
