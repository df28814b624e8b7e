import fc from "fast-check";
import { expect, test } from "vitest";
import { accuracyScale, position } from "#lib/figures/accuracy-scale.ts";
import { proportion } from "#lib/stats/proportion.ts";

test("the scale of the doc comment, and that of nothing", () => {
  expect(accuracyScale([{ value: 0.86, low: 0.82, high: 0.91 }])).toEqual({
    low: 0.8,
    high: 0.92,
    ticks: [0.8, 0.82, 0.84, 0.86, 0.88, 0.9, 0.92],
  });
  expect(accuracyScale([])).toMatchObject({ low: 0, high: 1 });
  expect(accuracyScale([proportion(0, 0)])).toMatchObject({ low: 0, high: 1 });
});

const shares = fc.array(
  fc.tuple(fc.nat(20_000), fc.nat(20_000)).map(([a, b]) => proportion(Math.min(a, b), Math.max(a, b))),
  { maxLength: 6 },
);

test("every dot lies on the scale, which has 2 to 7 rising ticks from end to end, within [0, 1]", () => {
  fc.assert(
    fc.property(shares, (whiskers) => {
      const { low, high, ticks } = accuracyScale(whiskers);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThan(high);
      expect([ticks[0], ticks.at(-1)]).toEqual([low, high]);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(7);
      expect(ticks).toEqual([...ticks].sort((a, b) => a - b));
      for (const { value } of whiskers) {
        if (value === null) continue;
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
      }
    }),
  );
});

test("intervals of like width are held whole; that of the first few labels does not stretch the scale", () => {
  const [machine, team] = [proportion(8000, 10_000), proportion(8200, 10_000)];
  const like = accuracyScale([machine, team]);
  expect(like.low).toBeLessThanOrEqual(machine.low ?? 0);
  expect(like.high).toBeGreaterThanOrEqual(team.high ?? 1);
  const early = accuracyScale([machine, team, proportion(5, 6)]);
  expect(early.high - early.low).toBeLessThanOrEqual(0.1);
});

test("a place on the scale is 0 … 1, and what runs off it lies at the end", () => {
  const scale = { low: 0.8, high: 0.9, ticks: [0.8, 0.9] };
  expect(position(scale, 0.85)).toBeCloseTo(0.5);
  expect(position(scale, 0.2)).toBe(0);
  expect(position(scale, 0.99)).toBe(1);
});
