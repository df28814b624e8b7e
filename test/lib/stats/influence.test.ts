import fc from "fast-check";
import { expect, test } from "vitest";
import { randomSource } from "#lib/random.ts";
import { cohenKappa, fleissKappa, krippendorffAlpha } from "#lib/stats/agreement.ts";
import { basicInterval } from "#lib/stats/bootstrap.ts";
import { normalInterval, z95 } from "#lib/stats/interval.ts";
import { errorCorrelation } from "#lib/stats/matching.ts";
import { alphaInfluence, cohenInfluence, fleissInfluence, phiInfluence } from "#lib/stats/influence.ts";
import { bootstrapItems } from "./bootstrap-items.ts";

/** Standard error from the influence of the cells and the items in them. */
const errorOf = (counts: readonly number[], influence: Float64Array): number =>
  Math.sqrt(counts.reduce((sum, count, cell) => sum + count * influence[cell]! ** 2, 0));

test("the standard error of Cohen's kappa (statsmodels 0.13.5 cohens_kappa, std_kappa)", () => {
  const small = [11, 3, 1, 2, 14, 5, 4, 0, 9];
  expect(errorOf(small, cohenInfluence(small, 3))).toBeCloseTo(0.09804250551473577, 12);
  const larger = [51, 38, 30, 16, 18, 2, 4, 0, 10, 48, 38, 54, 30, 36, 58, 43];
  expect(errorOf(larger, cohenInfluence(larger, 4))).toBeCloseTo(0.026055000577989963, 12);
});

test("the standard error of φ (Bishop, Fienberg & Holland 1975, equation 11.3-16, worked in NumPy)", () => {
  const counts = [30, 70, 60, 440];
  expect(errorOf(counts, phiInfluence(counts))).toBeCloseTo(0.04913789649519318, 12);
});

const cells = (size: number) =>
  fc.array(fc.integer({ min: 1, max: 60 }), { minLength: size, maxLength: size });

test("a move is the slope of the statistic in the number of items of its cell", () => {
  const phi = ([bothWrong = 0, onlySecond = 0, onlyFirst = 0, bothRight = 0]: readonly number[]) =>
    errorCorrelation({ bothWrong, onlySecond, onlyFirst, bothRight })!;
  const kappa = (counts: readonly number[]) => cohenKappa(counts, 3)!;
  const check = (
    counts: readonly number[],
    statistic: (counts: readonly number[]) => number,
    influence: Float64Array,
  ) => {
    const step = 1e-4;
    counts.forEach((_, cell) => {
      const moved = (by: number) => statistic(counts.map((count, at) => (at === cell ? count + by : count)));
      expect((moved(step) - moved(-step)) / (2 * step)).toBeCloseTo(influence[cell]!, 7);
    });
    const sum = counts.reduce((total, count, cell) => total + count * influence[cell]!, 0);
    expect(sum).toBeCloseTo(0, 9);
  };
  fc.assert(fc.property(cells(4), (counts) => check(counts, phi, phiInfluence(counts))));
  fc.assert(fc.property(cells(9), (counts) => check(counts, kappa, cohenInfluence(counts, 3))));
});

/** Votes of four raters on n items of three classes, agreeing more often than chance. */
function votesOf(n: number, seed: number, missing: number): number[][] {
  const random = randomSource(seed);
  return Array.from({ length: n }, () => {
    const truth = random.below(3);
    const row = [0, 0, 0];
    for (let rater = 0; rater < 4; rater++)
      if (random.unit() >= missing) row[random.unit() < 0.6 ? truth : random.below(3)]!++;
    return row;
  });
}

test.each([
  ["Fleiss' kappa", fleissKappa, fleissInfluence, 0, 9],
  // nearly 0 only: pairs by chance are drawn without replacement
  ["Krippendorff's alpha, answers missing", krippendorffAlpha, alphaInfluence, 0.4, 2],
] as const)("%s: the interval is the bootstrap's, and influences add up to 0", (...given) => {
  const [, statistic, influenceOf, missing, digits] = given;
  const votes = votesOf(400, 5, missing);
  const influence = influenceOf(votes.flat(), 3);
  expect(influence.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, digits);
  const drawn = bootstrapItems(
    votes.length,
    (indices) =>
      statistic(
        indices.flatMap((index) => votes[index]!),
        3,
      )!,
    { resamples: 4000, random: randomSource(2) },
  );
  const { low, high } = normalInterval(
    drawn.value,
    influence.reduce((sum, one) => sum + one * one, 0),
    -1,
    1,
    votes.length,
  );
  // a tenth of the interval's width: its ends move by a fortieth from one bootstrap to the next
  const tolerance = (drawn.high - drawn.low) / 10;
  expect(Math.abs(low - drawn.low)).toBeLessThan(tolerance);
  expect(Math.abs(high - drawn.high)).toBeLessThan(tolerance);
  // leaving an item out changes the statistic by its influence, but for terms of 1/n²
  const without = statistic(votes.slice(1).flat(), 3)!;
  expect(drawn.value - without).toBeCloseTo(influence[0]!, 4);
});

test("an item with one vote, or none, does not move alpha", () => {
  const votes = [2, 0, 1, 1, 0, 2, 1, 0, 0, 0];
  expect(Array.from(alphaInfluence(votes, 2)).slice(3)).toEqual([0, 0]);
});

test("normal intervals stay where the value can be; a variance of −0 from rounding is none, and none is not known to be none", () => {
  expect(normalInterval(0.9, 0.01, 0, 1, 50)).toEqual({ value: 0.9, low: 0.9 - z95 * 0.1, high: 1 });
  const none = z95 ** 2 / (100 + z95 ** 2);
  expect(normalInterval(0.5, -1e-18, 0, 1, 100)).toEqual({ value: 0.5, low: 0.5 - none, high: 0.5 + none });
  expect(normalInterval(0.5, 0, 0, 1, Infinity)).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
});

test("the basic interval turns the percentiles round the value", () => {
  expect(basicInterval({ value: 5, low: 4, high: 8 }, 0, 10)).toEqual({ value: 5, low: 2, high: 6 });
  expect(basicInterval({ value: 1, low: 1.5, high: 3 }, 0, 10)).toEqual({ value: 1, low: 0, high: 0.5 });
});
