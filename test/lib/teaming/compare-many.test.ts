import fc from "fast-check";
import { expect, test } from "vitest";
import { compareByGold, leastItems } from "#lib/teaming/compare-machines.ts";
import { ManyMachines } from "#lib/teaming/compare-many.ts";

const K = 4;
const answer = fc.option(fc.integer({ min: 0, max: K - 1 }), { nil: null });
const item = fc.record({ gold: fc.integer({ min: 0, max: K - 1 }), tops: fc.tuple(answer, answer, answer) });

test("property: two of many are compared as two alone are, and the first with nobody", () => {
  fc.assert(
    fc.property(fc.array(item, { minLength: leastItems, maxLength: 120 }), (items) => {
      const many = new ManyMachines(K, 3);
      for (const { gold, tops } of items) many.add(gold, tops);
      const { machines } = many.result(leastItems);
      expect(machines[0]?.difference).toBeNull();
      for (const other of [1, 2]) {
        const counts = { both: 0, first: 0, second: 0, neither: 0 };
        for (const { gold, tops } of items) {
          const [own, first] = [tops[other] === gold, tops[0] === gold];
          counts[own && first ? "both" : own ? "first" : first ? "second" : "neither"]++;
        }
        const alone = compareByGold(counts);
        expect(machines[other]).toMatchObject({ difference: alone?.difference, verdict: alone?.verdict });
        expect(machines[other]?.accuracy.value).toBeCloseTo(alone?.accuracy?.first ?? NaN, 12);
      }
    }),
  );
});

test("property: recalls weigh up to the accuracy; a missing answer is wrong and nobody's precision", () => {
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 60 }), (items) => {
      const many = new ManyMachines(K, 3);
      for (const { gold, tops } of items) many.add(gold, tops);
      for (const [i, { accuracy, classes }] of many.result(leastItems).machines.entries()) {
        const right = classes.reduce((sum, { recall }) => sum + recall.right, 0);
        expect(right).toBe(accuracy.right);
        expect(classes.reduce((sum, { recall }) => sum + recall.n, 0)).toBe(items.length);
        const answered = items.filter(({ tops }) => tops[i] !== null).length;
        expect(classes.reduce((sum, { precision }) => sum + precision.n, 0)).toBe(answered);
      }
    }),
  );
});

test("too few items decide nothing", () => {
  const many = new ManyMachines(2, 2);
  for (let n = 0; n < leastItems - 1; n++) many.add(0, [1, 0]);
  expect(many.result(leastItems).machines[1]?.verdict).toBe("too few");
  many.add(0, [1, 0]);
  expect(many.result(leastItems).machines[1]?.verdict).toBe("better");
});
