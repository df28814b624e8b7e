import fc from "fast-check";
import { expect, test } from "vitest";
import { pairedDifference } from "#lib/stats/difference.ts";
import { median } from "#lib/stats/median.ts";
import { proportion } from "#lib/stats/proportion.ts";

// Newcombe 1998 (Statistics in Medicine 17), Table I, method 3; the last is R's prop.test(0, 20, correct = FALSE).
test.each([
  [8, 10, 0.4901625, 0.9433178],
  [81, 263, 0.2552931, 0.3661659],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611252],
])("Wilson's interval of %i in %i is the published one", (right, n, low, high) => {
  const result = proportion(right, n);
  expect(result.low).toBeCloseTo(low, 3);
  expect(result.high).toBeCloseTo(high, 3);
});

test("a share lies in its interval, the interval in [0, 1], and nothing of nothing is unknown", () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), (a, b) => {
      const { value, low, high } = proportion(Math.min(a, b), Math.max(a, b));
      if (Math.max(a, b) === 0) {
        expect(value).toBeNull();
        return;
      }
      expect([0, low, value, high, 1]).toEqual([0, low, value, high, 1].sort((x, y) => (x ?? 0) - (y ?? 0)));
    }),
  );
  expect(proportion(0, 0)).toMatchObject({ value: null, low: null, high: null });
  expect(() => proportion(3, 2)).toThrow(RangeError);
});

test("paired difference: worked example, mirror image, and no certainty when nothing differs", () => {
  // (30 − 10)/1000; variance (40 − 0.4)/10⁶, so the half width is 1.96 · 0.0062929
  expect(pairedDifference(30, 10, 1000)).toMatchObject({ value: 0.02 });
  expect(pairedDifference(30, 10, 1000)?.low).toBeCloseTo(0.02 - 0.012334, 5);
  expect(pairedDifference(10, 30, 1000)?.high).toBeCloseTo(-0.02 + 0.012334, 5);
  // on the range −1 … 1, as wide as Wilson's interval of 0 of 50 on 0 … 1
  expect(pairedDifference(0, 0, 50)?.high).toBeCloseTo(2 * (proportion(0, 50).high ?? NaN), 12);
  expect(pairedDifference(0, 0, 50)?.low).toBeCloseTo(-2 * (proportion(0, 50).high ?? NaN), 12);
  expect(pairedDifference(0, 0, 0)).toBeNull();
  expect(() => pairedDifference(3, 3, 5)).toThrow(RangeError);
});

test("median", () => {
  expect(median([])).toBeNull();
  expect(median([3, 1, 2])).toBe(2);
  expect(median([10, 9, 1, 2])).toBe(5.5);
});
