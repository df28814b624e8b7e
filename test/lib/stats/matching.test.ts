import fc from "fast-check";
import { expect, test } from "vitest";
import { randomSource } from "#lib/random.ts";
import { balanced, errorCorrelation, matchingPercentage } from "#lib/stats/matching.ts";

const table = fc.record({
  bothRight: fc.nat(60),
  onlyFirst: fc.nat(60),
  onlySecond: fc.nat(60),
  bothWrong: fc.nat(60),
});

test("worked by hand: (70/80 + 15/20)/2", () => {
  const counts = { bothRight: 70, onlySecond: 10, onlyFirst: 5, bothWrong: 15 };
  expect(matchingPercentage(counts)).toBeCloseTo((70 / 80 + 15 / 20) / 2, 12);
});

test("with oneself 1, with one's opposite 0, undefined where the reference is always right", () => {
  expect(matchingPercentage({ bothRight: 8, onlyFirst: 0, onlySecond: 0, bothWrong: 3 })).toBe(1);
  expect(matchingPercentage({ bothRight: 0, onlyFirst: 8, onlySecond: 3, bothWrong: 0 })).toBe(0);
  expect(matchingPercentage({ bothRight: 8, onlyFirst: 0, onlySecond: 2, bothWrong: 0 })).toBeNull();
});

test("a balanced set has as many right as wrong, keeps the smaller part whole and invents nothing", () => {
  fc.assert(
    fc.property(table, fc.nat(), (given, seed) => {
      const drawn = balanced(given, randomSource(seed));
      const right = ({ bothRight, onlySecond }: typeof given) => bothRight + onlySecond;
      const wrong = ({ onlyFirst, bothWrong }: typeof given) => onlyFirst + bothWrong;
      expect(right(drawn)).toBe(wrong(drawn));
      expect(right(drawn)).toBe(Math.min(right(given), wrong(given)));
      for (const cell of ["bothRight", "onlyFirst", "onlySecond", "bothWrong"] as const) {
        expect(drawn[cell]).toBeGreaterThanOrEqual(0);
        expect(drawn[cell]).toBeLessThanOrEqual(given[cell]);
      }
    }),
  );
});

test("over many balanced sets the mean is the value without drawing", () => {
  const given = { bothRight: 700, onlySecond: 130, onlyFirst: 60, bothWrong: 110 };
  const random = randomSource(5);
  let sum = 0;
  for (let draw = 0; draw < 2000; draw++) sum += matchingPercentage(balanced(given, random))!;
  expect(sum / 2000).toBeCloseTo(matchingPercentage(given)!, 2);
});

test("a draw is hypergeometric: 3 of 5 + 3 items (SciPy 1.10.1 stats.hypergeom.pmf)", () => {
  const given = { bothRight: 5, onlySecond: 3, onlyFirst: 1, bothWrong: 2 };
  const seen = [0, 0, 0, 0];
  const random = randomSource(11);
  for (let draw = 0; draw < 20_000; draw++) seen[balanced(given, random).bothRight]!++;
  // 0.012: above three standard errors of a share of 20,000 draws
  [0.01785714, 0.26785714, 0.53571429, 0.17857143].forEach((share, kept) => {
    expect(Math.abs(seen[kept]! / 20_000 - share)).toBeLessThan(0.012);
  });
});

test("error correlation (numpy.corrcoef of right and wrong), and turning it round", () => {
  expect(errorCorrelation({ bothRight: 22, onlyFirst: 8, onlySecond: 15, bothWrong: 55 })).toBeCloseTo(
    0.4926581977953447,
    12,
  );
  fc.assert(
    fc.property(table, (given) => {
      const phi = errorCorrelation(given);
      const turned = errorCorrelation({ ...given, onlyFirst: given.onlySecond, onlySecond: given.onlyFirst });
      expect(turned).toBe(phi);
      if (phi !== null) expect(Math.abs(phi)).toBeLessThanOrEqual(1 + 1e-12);
    }),
  );
});
