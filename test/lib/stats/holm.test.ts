import fc from "fast-check";
import { expect, test } from "vitest";
import { holm } from "#lib/stats/holm.ts";

// Worked by hand; the definition is that of R's p.adjust(p, "holm").
test.each([
  [
    [0.01, 0.02, 0.03, 0.04, 0.05],
    [0.05, 0.08, 0.09, 0.09, 0.09],
  ],
  [
    [0.01, 0.04, 0.03],
    [0.03, 0.06, 0.06],
  ],
  [
    [0.5, 0.9],
    [1, 1],
  ],
  [[], []],
])("%j is adjusted as R does", (values, adjusted) => {
  expect(holm(values)).toEqual(adjusted.map((p): unknown => expect.closeTo(p, 12)));
});

test("adjusted values keep the order, are never smaller, and at most m times as large", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (values) => {
      const adjusted = holm(values);
      values.forEach((p, at) => {
        expect(adjusted[at]).toBeGreaterThanOrEqual(p);
        expect(adjusted[at]).toBeLessThanOrEqual(Math.min(1, p * values.length) + Number.EPSILON);
        values.forEach((other, too) => {
          if (p < other) expect(adjusted[at]!).toBeLessThanOrEqual(adjusted[too]!);
        });
      });
    }),
  );
});

test("what is no probability is refused", () => {
  expect(() => holm([0.5, 1.5])).toThrow(RangeError);
  expect(() => holm([NaN])).toThrow(RangeError);
});
