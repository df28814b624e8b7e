import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { compareByAnswers, compareByGold, leastItems, notWorse } from "#lib/teaming/compare-machines.ts";
import { leastSampled } from "#lib/teaming/random-part.ts";

const three = z.tuple([z.number(), z.number(), z.number()]);
const vectors = z
  .object({
    answers: z.array(
      z.object({
        first: z.array(z.number()),
        second: z.array(z.number()),
        inclusion: z.array(z.number()),
        accuracy: z.tuple([z.number(), z.number()]),
        difference: three,
      }),
    ),
    gold: z.array(
      z.object({
        counts: z.object({ both: z.int(), first: z.int(), second: z.int(), neither: z.int() }),
        difference: three,
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(`${import.meta.dirname}/../../vectors/compare_machines.json`, "utf8")));

test("by answers: values and intervals are numpy's (test/vectors/compare_machines.py)", () => {
  for (const { accuracy, difference, ...items } of vectors.answers) {
    const found = compareByAnswers(items, Infinity);
    expect(found.items).toBe(items.first.length);
    expect(found.accuracy?.first).toBeCloseTo(accuracy[0], 12);
    expect(found.accuracy?.second).toBeCloseTo(accuracy[1], 12);
    const { value, low, high } = found.difference ?? { value: NaN, low: NaN, high: NaN };
    [value, low, high].forEach((number, i) => expect(number).toBeCloseTo(difference[i] ?? NaN, 12));
    expect(found.verdict).toBe(low > 0 ? "better" : high < 0 ? "worse" : "even");
  }
});

test("by gold: the same, from counts", () => {
  for (const { counts, difference } of vectors.gold) {
    const { value, low, high } = compareByGold(counts)?.difference ?? { value: NaN, low: NaN, high: NaN };
    [value, low, high].forEach((number, i) => expect(number).toBeCloseTo(difference[i] ?? NaN, 12));
  }
  expect(compareByGold({ both: leastItems - 2, first: 1, second: 0, neither: 0 })).toBeNull();
});

test("few items, or few audited ones where the machine keeps some, tell nothing and let nothing take over", () => {
  const items = (n: number, audited: number) => ({
    first: Array.from({ length: n }, () => 1),
    second: Array.from({ length: n }, () => 0),
    inclusion: Array.from({ length: n }, (_, i) => (i < audited ? 0.05 : 1)),
  });
  for (const [n, audited, fewest, verdict] of [
    [0, 0, Infinity, "too few"],
    [leastItems - 1, leastSampled, leastSampled, "too few"],
    [leastItems, leastSampled - 1, leastSampled - 1, "too few"],
    [leastItems, leastSampled, leastSampled, "better"],
    [leastItems, 0, Infinity, "better"],
  ] as const) {
    const found = compareByAnswers(items(n, audited), fewest);
    expect([n, audited, found.verdict]).toEqual([n, audited, verdict]);
    expect(notWorse(found, 1)).toBe(verdict !== "too few");
  }
});

test("an item counts as often as it stands for others; the order of the machines is the sign", () => {
  const item = fc.record({
    first: fc.constantFrom(0, 0.5, 1),
    second: fc.constantFrom(0, 1 / 3, 1),
    times: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 80 }), (items) => {
      const columns = {
        first: items.map(({ first }) => first),
        second: items.map(({ second }) => second),
        inclusion: items.map(({ times }) => 1 / times),
      };
      const weighted = compareByAnswers(columns, Infinity);
      const copies = items.flatMap((each) => Array.from({ length: each.times }, () => each));
      const whole = compareByAnswers(
        {
          first: copies.map(({ first }) => first),
          second: copies.map(({ second }) => second),
          inclusion: copies.map(() => 1),
        },
        Infinity,
      );
      expect(weighted.difference?.value).toBeCloseTo(whole.difference?.value ?? NaN, 10);
      const turned = compareByAnswers({ ...columns, first: columns.second, second: columns.first }, Infinity);
      expect(turned.difference?.value).toBeCloseTo(-(weighted.difference?.value ?? NaN), 12);
      expect(turned.difference?.low).toBeCloseTo(-(weighted.difference?.high ?? NaN), 12);
      // a draw of fewer items never claims to know more than all of them looked at
      const width = ({ difference }: typeof whole) => (difference?.high ?? NaN) - (difference?.low ?? NaN);
      if (new Set(items.map(({ first, second }) => first - second)).size > 1)
        expect(width(weighted)).toBeGreaterThanOrEqual(width(whole) - 1e-9);
    }),
  );
});

test("the margin is strict: the interval has to end above it", () => {
  const found = compareByGold({ both: 900, first: 10, second: 20, neither: 70 });
  const low = found?.difference?.low ?? NaN;
  expect(low).toBeLessThan(0);
  if (!found) throw new Error("there is enough gold");
  expect(notWorse(found, -low)).toBe(false);
  expect(notWorse(found, -low + 1e-9)).toBe(true);
  expect(notWorse(found, 0)).toBe(false);
});
