import { expect, test } from "vitest";
import { typedInt, typedNumber } from "#app/_server/typed-number.ts";

test("numbers are read as people type them", () => {
  for (const [text, value] of [
    ["0.5", 0.5],
    [" 12 ", 12],
    [".25", 0.25],
    ["1e-3", 0.001],
    ["-4", -4],
  ] as const)
    expect(typedNumber.parse(text)).toBe(value);
});

test("what is no number is refused, not read as 0 or 1", () => {
  for (const text of ["", " ", "0x1", "1,5", "Infinity", "NaN", "1e", "true", "1 2"])
    expect(typedNumber.safeParse(text).success, text).toBe(false);
  expect(typedInt.safeParse("1.5").success).toBe(false);
});
