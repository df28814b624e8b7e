import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tQuantile, twoSidedT } from "#lib/stats/special.ts";
import { pairedT, twoSampleT } from "#lib/stats/t-test.ts";

/** Values of SciPy 1.10.1 and statsmodels 0.13.5, to all their digits. */
const x = [0.12, 0.55, 0.31, 0.92, 0.47, 0.64];
const y = [0.1, 0.41, 0.35, 0.7, 0.52, 0.33];
const z = [1.1, 2.7, 0.4, 1.9];

describe("tails", () => {
  // mpmath 1.3.0 with 60 digits: betainc(df/2, 1/2, 0, df/(df + t²), regularized=True)
  test.each([
    [12.57, 18, 2.3822579416983692e-10],
    [-12.37, 178, 9.154350773400577e-26],
    [-2.49, 5, 0.05516108809324707],
    [-66.25, 2, 0.00022776125222457807],
    [40, 50, 1.2412423784372706e-39],
    [60, 100, 3.137614319141389e-80],
    [25.3, 7.5, 1.5526529895233254e-8],
    [0.5, 3, 0.651447964848151],
    [0.001, 4, 0.99925000015625],
    [1e-9, 7, 0.9999999992300171],
    [1.7, 0.3, 0.591113068414907],
    [6.3138, 1, 0.09999924464333974],
    [0.7, 25_000, 0.48393381801381284],
    [1e5, 2, 9.9999999985e-11],
    // far beyond where 1 − cdf is 0
    [34, 30, 1.6237581733476935e-25],
    [11.5, 49_998, 1.4413884247212576e-30],
    [120, 178, 3.140660758150717e-172],
    [37.5, 1000, 7.043515841997834e-193],
    [36, 9998, 5.642081600971844e-267],
  ])("t = %d with %d degrees of freedom keeps its relative accuracy", (t, df, p) => {
    expect(Math.abs(twoSidedT(t, df) / p - 1)).toBeLessThan(1e-13);
  });

  test("closed forms: p = 1 − 2·atan(t)/π with one degree of freedom, 1 − t/√(2 + t²) with two", () => {
    const t = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(t, (at) => {
        expect(twoSidedT(at, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(at), 13);
        expect(twoSidedT(at, 2)).toBeCloseTo(1 - at / Math.sqrt(2 + at * at), 13);
      }),
    );
  });

  test("a larger t is never more probable, whatever the degrees of freedom", () => {
    const df = fc.double({ min: 0.1, max: 1e6, noNaN: true });
    const t = fc.double({ min: 0, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(df, t, (of, at) => {
        const [near, far] = [twoSidedT(at, of), twoSidedT(at * 1.01 + 1e-3, of)];
        expect(far).toBeLessThanOrEqual(near);
        expect(near).toBeLessThanOrEqual(1);
        expect(far).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("the study's printed p-values: Table 2 is a two-sample test, Table 3 a paired one", () => {
    // t is printed to two decimals and p to the last digit here: what either may have been must meet
    for (const [t, df, printed, digit] of [
      [12.57, 18, 2.4e-10, 1e-12],
      [-12.37, 178, 9.22e-26, 1e-28],
      [-2.49, 5, 0.0555, 1e-4],
      [-66.25, 2, 0.0002, 1e-4],
    ] as const) {
      expect(twoSidedT(Math.abs(t) - 0.005, df)).toBeGreaterThan(printed - digit / 2);
      expect(twoSidedT(Math.abs(t) + 0.005, df)).toBeLessThan(printed + digit / 2);
    }
    // the other test's degrees of freedom would not have given them
    expect(twoSidedT(12.57 + 0.005, 9) / 2.4e-10).toBeGreaterThan(1000);
    expect(twoSidedT(12.37 + 0.005, 89) / 9.22e-26).toBeGreaterThan(1000);
  });

  // mpmath 1.3.0: the root of the above, 60 digits
  test.each([
    [0.975, 1, 12.706204736174705],
    [0.975, 2, 4.302652729749464],
    [0.975, 2.5, 3.574654842003683],
    [0.975, 5, 2.5705818356363155],
    [0.975, 18, 2.1009220402410385],
    [0.975, 178, 1.9733808885488246],
    [0.975, 49_998, 1.9600114329916633],
    [0.6, 3, 0.2766706623326899],
  ])("%d of t values with %d degrees of freedom lie below the quantile", (p, df, t) => {
    expect(Math.abs(tQuantile(p, df) / t - 1)).toBeLessThan(1e-12);
    expect(Math.abs(tQuantile(1 - p, df) / t + 1)).toBeLessThan(1e-12);
    expect(tQuantile(0.5, df)).toBeCloseTo(0, 15);
  });

  test("the quantile undoes the tail", () => {
    const df = fc.double({ min: 0.5, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(df, fc.double({ min: 0.501, max: 0.999, noNaN: true }), (of, p) => {
        expect(1 - twoSidedT(tQuantile(p, of), of) / 2).toBeCloseTo(p, 10);
      }),
    );
  });

  test("what is no number is refused; beyond all numbers the tail is empty", () => {
    expect(() => twoSidedT(NaN, 3)).toThrow(RangeError);
    for (const df of [0, -1, NaN, Infinity]) {
      expect(() => twoSidedT(1, df)).toThrow(RangeError);
      expect(() => tQuantile(0.975, df)).toThrow(RangeError);
    }
    for (const p of [0, 1, NaN]) expect(() => tQuantile(p, 3)).toThrow(RangeError);
    expect(twoSidedT(Infinity, 3)).toBe(0);
  });
});

test("paired (scipy.stats.ttest_rel)", () => {
  const { t, df, p, low, high } = pairedT(x, y)!;
  expect(t).toBeCloseTo(1.662056238286334, 12);
  expect(df).toBe(5);
  expect(p).toBeCloseTo(0.1573905325728918, 7);
  expect(low).toBeCloseTo(-0.05466274710807274, 8);
  expect(high).toBeCloseTo(0.2546627471080728, 8);
});

test("pooled (scipy.stats.ttest_ind) and Welch (statsmodels ttest_ind; CompareMeans.tconfint_diff)", () => {
  const pooled = twoSampleT(x, z)!;
  expect(pooled.t).toBeCloseTo(-2.4508402854304348, 12);
  expect(pooled.p).toBeCloseTo(0.039884427116821955, 8);
  expect(pooled.df).toBe(8);
  expect(pooled.low).toBeCloseTo(-1.9861912201620138, 6);
  expect(pooled.high).toBeCloseTo(-0.06047544650465264, 6);
  const welch = twoSampleT(x, z, false)!;
  expect(welch.t).toBeCloseTo(-2.007097626092743, 12);
  expect(welch.df).toBeCloseTo(3.309893959852543, 10);
  expect(welch.p).toBeCloseTo(0.12975814052191084, 8);
  expect(welch.low).toBeCloseTo(-2.5632792576520758, 6);
  expect(welch.high).toBeCloseTo(0.5166125909854093, 6);
});

test("nothing to test against is null, not a p-value", () => {
  expect(pairedT([1, 2, 3], [0, 1, 2])).toBeNull();
  expect(pairedT([0.3, 0.1], [0.2, 0])).toBeNull(); // the same up to rounding
  expect(pairedT([1], [2])).toBeNull();
  expect(twoSampleT([1, 1], [1, 1])).toBeNull();
  expect(() => pairedT([1, 2], [1])).toThrow(RangeError);
  expect(() => twoSampleT([1, NaN], [1, 2])).toThrow(/x\[1\]/);
});

const sample = fc.array(
  fc.integer({ min: -1000, max: 1000 }).map((n) => n / 1000),
  { minLength: 3, maxLength: 20 },
);

test("exchanging the samples turns the sign; scale and shift change nothing", () => {
  fc.assert(
    fc.property(sample, sample, fc.integer({ min: 1, max: 50 }), (a, b, scale) => {
      const given = twoSampleT(a, b);
      const turned = twoSampleT(b, a);
      const moved = twoSampleT(
        a.map((value) => value * scale + 3),
        b.map((value) => value * scale + 3),
      );
      if (!given || !turned || !moved) return;
      expect(turned.t).toBeCloseTo(-given.t, 9);
      expect(moved.t).toBeCloseTo(given.t, 6);
      expect(given.p).toBeGreaterThanOrEqual(0);
      expect(given.p).toBeLessThanOrEqual(1);
    }),
  );
});

test("paired: the same, and no pair matters by its place", () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -999, max: 999 })), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(pairs, fc.integer({ min: 1, max: 50 }), (drawn, scale) => {
      const a = drawn.map(([first]) => first / 1000);
      const b = drawn.map(([, second]) => second / 1000);
      const moved = (values: number[]) => values.map((value) => value * scale + 3);
      const given = pairedT(a, b);
      const turned = pairedT(b, a);
      const others = [pairedT(moved(a), moved(b)), pairedT(a.toReversed(), b.toReversed())];
      if (!given) {
        expect([turned, ...others]).toEqual([null, null, null]);
        return;
      }
      // 0 − 0 is 0, −0 is not
      expect(turned).toMatchObject({ t: 0 - given.t, p: given.p, low: -given.high, high: -given.low });
      for (const other of others) {
        expect(other!.p).toBeCloseTo(given.p, 6);
        expect(Math.abs(other!.t - given.t)).toBeLessThan(1e-6 * (1 + Math.abs(given.t)));
      }
      // 0 lies in the 95 % interval exactly when p is above 0.05
      if (Math.abs(given.p - 0.05) > 1e-6) expect(given.low <= 0 && given.high >= 0).toBe(given.p > 0.05);
    }),
  );
});
