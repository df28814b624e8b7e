import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bestPlace,
  deferredFrom,
  etaGrid,
  etaSweep,
  joined,
  placeOf,
  rightWrongOf,
  splitAt,
} from "#lib/teaming/eta-sweep.ts";
import { isDeferred } from "#lib/teaming/threshold.ts";

const sweep = (
  grid: Float64Array,
  confidence: readonly number[],
  machine: readonly number[],
  partner: readonly number[],
) => etaSweep(grid, deferredFrom(confidence, grid), Uint8Array.from(machine), Uint8Array.from(partner));

test("the grid holds the even steps and the η's asked for, each once, ascending", () => {
  expect([...etaGrid(4, [0.6, 0.25])]).toEqual([0, 0.25, 0.5, 0.6, 0.75, 1]);
  expect(placeOf(etaGrid(4, [0.6]), 0.6)).toBe(3);
  expect(() => placeOf(etaGrid(4), 0.6)).toThrow(/not on the grid/);
  expect(() => etaGrid(4, [1.5])).toThrow(RangeError);
  expect(() => etaGrid(0)).toThrow(RangeError);
});

test("four items by hand: each η defers those at or below it", () => {
  const grid = etaGrid(4);
  const { team, deferred, machine, partner, n } = sweep(
    grid,
    [0.25, 0.5, 0.9, NaN],
    [0, 1, 1, 0],
    [1, 0, 0, 1],
  );
  expect({ n, machine, partner }).toEqual({ n: 4, machine: 2, partner: 2 });
  expect([...deferred]).toEqual([1, 2, 3, 3, 4]);
  expect([...team]).toEqual([3, 4, 3, 3, 2]);
});

const column = fc.integer({ min: 0, max: 40 }).chain((n) =>
  fc.record({
    // from a small set, so that confidences meet the η's exactly; single precision as stored
    confidence: fc.array(fc.constantFrom(0, 0.1, 0.3, 0.5, 0.6, Math.fround(0.6), 0.99, 1, NaN), {
      minLength: n,
      maxLength: n,
    }),
    machine: fc.array(fc.constantFrom(0, 1), { minLength: n, maxLength: n }),
    partner: fc.array(fc.constantFrom(0, 1), { minLength: n, maxLength: n }),
  }),
);

test("at every η the sweep is what the rule gives item by item, with ties and missing confidences", () => {
  const grid = etaGrid(10, [0.6, 0.123]);
  fc.assert(
    fc.property(column, ({ confidence, machine, partner }) => {
      const swept = sweep(grid, confidence, machine, partner);
      grid.forEach((eta, at) => {
        const deferred = confidence.map((value) => isDeferred(value, eta));
        const right = deferred.map((sent, i): number => (sent ? partner[i]! : machine[i]!));
        expect(swept.deferred[at]).toBe(deferred.filter(Boolean).length);
        expect(swept.team[at]).toBe(right.reduce((sum, one) => sum + one, 0));
        const { kept, deferred: sent } = splitAt(swept, at);
        expect(kept.bothRight + kept.onlyFirst + sent.bothRight + sent.onlySecond).toBe(swept.team[at]);
      });
      const all = rightWrongOf(swept);
      expect(all.bothRight + all.onlyFirst).toBe(swept.machine);
      expect(all.bothRight + all.onlySecond).toBe(swept.partner);
      // no team knows more than the two of them together
      for (const right of swept.team) expect(right).toBeLessThanOrEqual(swept.n - all.bothWrong);
    }),
  );
});

test("two parts joined are the whole", () => {
  const grid = etaGrid(5);
  fc.assert(
    fc.property(column, column, (a, b) => {
      const of = ({ confidence, machine, partner }: typeof a) => sweep(grid, confidence, machine, partner);
      const whole = of({
        confidence: [...a.confidence, ...b.confidence],
        machine: [...a.machine, ...b.machine],
        partner: [...a.partner, ...b.partner],
      });
      expect(joined(of(a), of(b))).toEqual(whole);
    }),
  );
});

test("of equally good η's the smallest is best: it defers least", () => {
  const grid = etaGrid(2);
  // a wrong machine and a right partner below 0.5; above it both are right
  expect(bestPlace(sweep(grid, [0.4, 0.9], [0, 1], [1, 1]))).toBe(1);
  expect(bestPlace(sweep(grid, [0.4, 0.9], [1, 1], [1, 1]))).toBe(0);
});

test("columns of unequal length are refused", () => {
  expect(() => sweep(etaGrid(2), [0.5], [1, 0], [1])).toThrow(/equal lengths/);
  expect(() => splitAt(sweep(etaGrid(2), [0.5], [1], [1]), 3)).toThrow(RangeError);
});
