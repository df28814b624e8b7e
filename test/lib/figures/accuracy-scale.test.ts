import fc from "fast-check";
import { expect, test } from "vitest";
import { accuracyScale, cutOf, isCut, position } from "#lib/figures/accuracy-scale.ts";
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

/** The watch page's question: machine, team and oracle on the same items, people on those they answered. */
const watched = (people: ReturnType<typeof proportion>) => {
  const trio = [proportion(8550, 10_000), proportion(8590, 10_000), proportion(8800, 10_000)];
  return { trio, people, scale: accuracyScale(trio, [people]) };
};

test("a few people's answers do not hide the team's gain: their interval is cut, far dots become arrows", () => {
  const alone = accuracyScale(watched(proportion(0, 0)).trio);
  for (const people of [proportion(1, 1), proportion(4, 10), proportion(0, 3), proportion(19, 29)]) {
    const { trio, scale } = watched(people);
    expect(scale.high - scale.low).toBeLessThanOrEqual(2 * (alone.high - alone.low));
    // machine, team and oracle are shown whole, and the gain of 0.4 points is seen
    expect(isCut(scale, trio)).toBe(false);
    expect(position(scale, 0.859) - position(scale, 0.855)).toBeGreaterThan(0.03);
    expect(isCut(scale, [people])).toBe(true);
  }
  const { scale } = watched(proportion(4, 10));
  expect(cutOf(scale, { value: 0.4, low: 0.17, high: 0.69 })).toEqual({
    below: true,
    above: false,
    dot: "below",
  });
});

test("many people's answers near the others are shown whole", () => {
  const { scale, people } = watched(proportion(1690, 2000));
  expect(isCut(scale, [people])).toBe(false);
});

test("people alone have a scale of their own; without anybody it is the whole", () => {
  const people = proportion(40, 50);
  expect(accuracyScale([proportion(0, 0)], [people])).toEqual(accuracyScale([people]));
  expect(isCut(accuracyScale([], []), [proportion(0, 0)])).toBe(false);
});

test("guests never push out what the scale is made for", () => {
  fc.assert(
    fc.property(shares, shares, (own, guests) => {
      const scale = accuracyScale(own, guests);
      if (own.every(({ value }) => value === null)) return;
      for (const share of own) if (share.value !== null) expect(cutOf(scale, share).dot).toBeNull();
    }),
  );
});
