import fc from "fast-check";
import { expect, test } from "vitest";
import { labelPosterior } from "#lib/methods/mbem.ts";

/** Seven items, three classes; wanted values by the formula in NumPy 1.24, 30 rounds. */
const labels = Int32Array.of(0, 1, 1, 2, 2, 0, 2);
const p = Float32Array.from(
  [
    [0.7, 0.2, 0.1],
    [0.1, 0.8, 0.1],
    [0.6, 0.3, 0.1],
    [0.2, 0.2, 0.6],
    [0.05, 0.15, 0.8],
    [0.3, 0.6, 0.1],
    [0.5, 0.1, 0.4],
  ].flat(),
);

test("posterior classes and the transition matrix agree with NumPy's", () => {
  const { posterior, transition } = labelPosterior(p, labels, 3, 2);
  const wanted = [
    [0.9889, 0.0111, 0],
    [0.002084, 0.997916, 0],
    [0.348341, 0.651659, 0],
    [0, 0, 1],
    [0, 0, 1],
    [0.64516, 0.35484, 0],
    [0, 0, 1],
  ].flat();
  wanted.forEach((value, at) => expect(posterior[at]).toBeCloseTo(value, 4));
  [0.882581, 0.117419, 0, 0.121356, 0.878644, 0, 0, 0, 1].forEach((value, at) =>
    expect(transition[at]).toBeCloseTo(value, 4),
  );
});

test("a network that is always sure is believed; one that knows nothing leaves the labels", () => {
  const certain = new Float32Array(21);
  labels.forEach((label, row) => (certain[row * 3 + ((label + 1) % 3)] = 1));
  const { posterior } = labelPosterior(certain, labels, 3);
  expect(Array.from(posterior)).toEqual(Array.from(certain));
  const flat = labelPosterior(new Float32Array(21).fill(1 / 3), labels, 3);
  for (let row = 0; row < labels.length; row++) {
    const own = flat.posterior.subarray(row * 3, row * 3 + 3);
    expect(Math.max(...own)).toBe(own[labels[row]!]);
  }
});

test("rows sum to 1, whatever the probabilities", () => {
  const row = fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100), fc.nat(2)).filter(([a, b, c]) => a + b + c > 0);
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), fc.constantFrom(1, 2, 5), (rows, sharpen) => {
      const given = rows.flatMap(([a, b, c]) => [a, b, c].map((count) => count / (a + b + c)));
      const { posterior, transition } = labelPosterior(
        Float32Array.from(given),
        Int32Array.from(rows, ([, , , label]) => label),
        3,
        sharpen,
      );
      for (const values of [Array.from(posterior), Array.from(transition)])
        for (let at = 0; at < values.length; at += 3)
          expect(values.slice(at, at + 3).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    }),
  );
});
