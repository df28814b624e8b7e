import fc from "fast-check";
import { expect, test } from "vitest";
import { cohenKappa, fleissKappa, krippendorffAlpha } from "#lib/stats/agreement.ts";

test("Cohen's kappa (scikit-learn 1.2.1 cohen_kappa_score)", () => {
  expect(cohenKappa([11, 3, 1, 2, 14, 5, 4, 0, 9], 3)).toBeCloseTo(0.5388958594730238, 12);
});

test("Fleiss' kappa of his table (statsmodels 0.13.5 fleiss_kappa)", () => {
  const table = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
  ].flat();
  expect(fleissKappa(table, 5)).toBeCloseTo(0.20993070442195522, 12);
  expect(() => fleissKappa([1, 1, 0, 3, 0, 0], 3)).toThrow(RangeError);
});

/** Krippendorff 2011, section C: four observers, twelve units, missing answers; he gives .743. */
test("Krippendorff's alpha of his example with missing answers", () => {
  const answers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."];
  const votes = Array.from({ length: 12 }, (_, unit) => {
    const row = [0, 0, 0, 0, 0];
    for (const observer of answers) if (observer[unit] !== ".") row[Number(observer[unit]) - 1]!++;
    return row;
  }).flat();
  expect(krippendorffAlpha(votes, 5)).toBeCloseTo(0.743, 3);
});

test("with two votes an item, alpha is Fleiss' kappa but for the small-sample term", () => {
  // α = 1 − (1 − κ)(N − 1)/N with N answers: Krippendorff draws chance pairs without replacement
  const item = fc.constantFrom([2, 0, 0], [0, 2, 0], [0, 0, 2], [1, 1, 0], [1, 0, 1], [0, 1, 1]);
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 15 }), (items) => {
      const kappa = fleissKappa(items.flat(), 3);
      const alpha = krippendorffAlpha(items.flat(), 3);
      const n = 2 * items.length;
      if (kappa === null) expect(alpha).toBeNull();
      else expect(alpha).toBeCloseTo(1 - ((1 - kappa) * (n - 1)) / n, 10);
    }),
  );
});

test("perfect agreement is 1; one class throughout says nothing; so does nobody", () => {
  expect(cohenKappa([5, 0, 0, 7], 2)).toBe(1);
  expect(fleissKappa([3, 0, 0, 3], 2)).toBe(1);
  expect(krippendorffAlpha([3, 0, 0, 2, 1, 0], 2)).toBe(1);
  expect(cohenKappa([9, 0, 0, 0], 2)).toBeNull();
  expect(krippendorffAlpha([3, 0, 2, 0], 2)).toBeNull();
  expect(krippendorffAlpha([1, 0, 0, 1], 2)).toBeNull();
  expect(fleissKappa([], 2)).toBeNull();
});

test("renaming the classes changes nothing", () => {
  const row = fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (rows) => {
      const alpha = krippendorffAlpha(rows.flat(), 3);
      const renamed = krippendorffAlpha(rows.map(([a, b, c]) => [c, a, b]).flat(), 3);
      if (alpha === null || renamed === null) expect(renamed).toBe(alpha);
      else expect(renamed).toBeCloseTo(alpha, 10);
    }),
  );
  const answers = fc.array(fc.nat(9), { minLength: 9, maxLength: 9 });
  fc.assert(
    fc.property(answers, (table) => {
      const to = [2, 0, 1];
      const renamed = table.map((_, cell) => table[to[Math.floor(cell / 3)]! * 3 + to[cell % 3]!]!);
      const exchanged = table.map((_, cell) => table[(cell % 3) * 3 + Math.floor(cell / 3)]!);
      const kappa = cohenKappa(table, 3);
      for (const other of [cohenKappa(renamed, 3), cohenKappa(exchanged, 3)]) {
        if (kappa === null) expect(other).toBeNull();
        else expect(other).toBeCloseTo(kappa, 10);
      }
    }),
  );
});
