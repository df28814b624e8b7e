import { expect, test } from "vitest";
import { fitTwoBinomials, rarely } from "#lib/stats/two-binomials.ts";

/** How many of 300 cases had it 0 … 12 times; the maximum of the likelihood by a pattern search in NumPy 1.24. */
const cases = [40, 69, 61, 30, 9, 7, 6, 16, 14, 22, 18, 7, 1];
const counts = cases.flatMap((many, count) => Array.from({ length: many }, () => count));

test("the fit is the maximum of the likelihood", () => {
  const fit = fitTwoBinomials(counts, 12);
  expect(fit.share).toBeCloseTo(0.70853, 4);
  expect(fit.rare).toBeCloseTo(0.131756, 4);
  expect(fit.often).toBeCloseTo(0.708029, 4);
  const wanted = [0.999999, 0.999986, 0.99978, 0.996502, 0.946883, 0.527303, 0.065251, 0.004349];
  wanted.forEach((p, count) => expect(rarely(fit, count, 12)).toBeCloseTo(p, 4));
});

test("where it never happens, or always, all are of one kind", () => {
  const never = fitTwoBinomials(new Float32Array(50), 8);
  expect(rarely(never, 0, 8)).toBeGreaterThan(0.99);
  const always = fitTwoBinomials(new Float32Array(50).fill(8), 8);
  expect(rarely(always, 8, 8)).toBeLessThan(0.01);
});
