import fc from "fast-check";
import { expect, test } from "vitest";
import { argmax, argmaxBy, topClass } from "#lib/stats/argmax.ts";

const rows = (...values: number[]) => Float32Array.from(values);

test("the largest, the first of equal ones", () => {
  expect(argmax([3, 7, 7, 1])).toBe(1);
  expect(argmax([-Infinity, -Infinity])).toBe(0);
  expect(argmax([9, 0.2, 0.7, 0.1, 9], 1, 3)).toBe(1);
  const items = [{ n: -5 }, { n: -2 }, { n: -2 }];
  expect(argmaxBy(items, ({ n }) => n)).toBe(1);
  expect(argmaxBy(items, ({ n }) => -n)).toBe(0);
  expect(items[argmaxBy(items, ({ n }) => n)]).toBe(items[1]);
});

test.each([
  ["no values", []],
  ["a NaN first", [NaN, 1]],
  ["a NaN last", [1, NaN]],
])("%s has no largest", (_, values) => {
  expect(argmax(values)).toBe(-1);
  expect(argmaxBy(values, (value) => value)).toBe(-1);
});

test("a row that runs over the end has no largest", () => {
  expect(argmax([1, 2, 3], 2, 2)).toBe(-1);
});

test("agrees with the largest value of any list", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), (values) => {
      const expected = values.findIndex((value) => values.every((other) => other <= value));
      expect(argmax(values)).toBe(expected);
      expect(argmaxBy(values, (value) => value)).toBe(expected);
    }),
  );
});

test("the most probable class of a row, the first of equally probable ones", () => {
  const p = rows(0.2, 0.7, 0.1, 0.4, 0.2, 0.4);
  expect([topClass(p, 0, 3), topClass(p, 3, 3)]).toEqual([1, 0]);
});

test.each([
  ["NaN", rows(NaN, 0.5, 0.5)],
  ["a negative share", rows(-0.1, 0.6, 0.5)],
  ["a sum that is not 1", rows(0.3, 0.3, 0.3)],
  ["a row that ends too early", rows(0.5, 0.5)],
])("%s is no answer", (_, p) => {
  expect(topClass(p, 0, 3)).toBe(-1);
});
