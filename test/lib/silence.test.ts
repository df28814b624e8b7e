import fc from "fast-check";
import { expect, test } from "vitest";
import { newSilence } from "#lib/silence.ts";

const silentFor = (looks: readonly (readonly [at: number, value: string])[]): (number | undefined)[] => {
  const silence = newSilence();
  return looks.map(([at, value]) => silence([["a", value]], at).get("a"));
};

test("silence grows while a value stays the same, ends when it changes, and does not count what nobody watched", () => {
  expect(
    silentFor([
      [0, "1"],
      [1000, "1"],
      [2500, "1"],
      [3000, "2"],
      [4000, "2"],
      [3_600_000, "2"], // asleep for an hour
      [3_601_000, "2"],
    ]),
  ).toEqual([0, 1000, 2500, 0, 1000, 6000, 7000]);
});

test("who is not there is forgotten, and comes back as new", () => {
  const silence = newSilence();
  silence([["a", "1"]], 0);
  expect(silence([], 1000).size).toBe(0);
  expect(silence([["a", "1"]], 2000).get("a")).toBe(0);
});

test("a value that changes between any two looks is never silent, whatever the clock does", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e7, max: 1e7 })), (times) => {
      const silent = silentFor(times.map((at, i) => [at, String(i)]));
      expect(silent.every((ms) => ms === 0)).toBe(true);
    }),
  );
});
