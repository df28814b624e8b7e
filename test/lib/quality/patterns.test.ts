import fc from "fast-check";
import { expect, test } from "vitest";
import type { JudgedAnswer } from "#lib/quality/answer.ts";
import { drifts, parts } from "#lib/quality/drift.ts";
import { fastAndWorse, fasterThanOthers } from "#lib/quality/fast.ts";
import { alarmLevel } from "#lib/quality/findings.ts";
import { longestStretch, repeatedKeys, stretchBound } from "#lib/quality/periodic.ts";
import { bridgeTail, changePoint } from "#lib/stats/change-point.ts";
import { hypergeometricTail } from "#lib/stats/hypergeometric.ts";
import { lnFactorial } from "#lib/stats/ln-factorial.ts";
import { medianInterval } from "#lib/stats/median-interval.ts";
import { randomSource } from "#lib/random.ts";

const answered = (some: Partial<JudgedAnswer>): JudgedAnswer => ({
  ...{ label: 0, ms: 1000, gold: -1, others: -1, machine: -1 },
  ...some,
});

test("tails: Fisher's tea, a value of scipy, and both tails make one", () => {
  expect(hypergeometricTail(4, 8, 4, 4)).toBeCloseTo(1 / 70, 14);
  // scipy.stats.hypergeom.sf(29, 10_000, 1000, 150)
  expect(hypergeometricTail(30, 10_000, 1000, 150)).toBeCloseTo(0.0001578485253896172, 13);
  expect(lnFactorial(31)).toBeCloseTo(78.0922235533153, 12);
  expect(lnFactorial(32)).toBeCloseTo(81.557959456115, 12);
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), fc.nat(60), fc.integer({ min: -2, max: 62 }), (n, a, b, k) => {
      const [marked, drawn] = [Math.min(a, n), Math.min(b, n)];
      const above = hypergeometricTail(k, n, marked, drawn);
      // those that are not drawn, seen from the other side
      const below = hypergeometricTail(marked - k + 1, n, marked, n - drawn);
      expect(above + below).toBeCloseTo(1, 10);
    }),
  );
});

test("the median's interval is its ranks; a bridge's tail is Kolmogorov's", () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  expect(medianInterval(values)).toEqual({ value: 50.5, low: 40, high: 61 });
  expect(medianInterval([3, 1, 2])).toEqual({ value: 2, low: -Infinity, high: Infinity });
  expect(medianInterval([])).toEqual({ value: null, low: null, high: null });
  expect(bridgeTail(1.3581)).toBeCloseTo(0.05, 4);
  expect(bridgeTail(1.6276)).toBeCloseTo(0.01, 4);
  expect(bridgeTail(0.2)).toBeCloseTo(1, 6);
});

test("a change of level is found where it is, ties or not; equal values and few say nothing", () => {
  const falls = changePoint([
    ...Array.from({ length: 60 }, () => 1),
    ...Array.from({ length: 40 }, (_, i) => i % 2),
  ]);
  expect(falls).toMatchObject({ at: 60, rises: false, n: 100 });
  expect(falls?.p).toBeLessThan(1e-4);
  expect(changePoint(Array.from({ length: 100 }, () => 1))).toBeNull();
  expect(changePoint([1, 2, 3])).toBeNull();
});

test("false alarms are as rare as is said, under chance of our own choosing", () => {
  const random = randomSource(7);
  const alarms = { change: 0, stretch: 0, fast: 0 };
  const times = 400;
  for (let round = 0; round < times; round++) {
    const labels = Array.from({ length: 300 }, () => Math.floor(random.unit() ** 2 * 4));
    const answers = labels.map((label) => answered({ label, gold: label }));
    if ((changePoint(labels)?.p ?? 1) <= 0.05) alarms.change++;
    if (repeatedKeys(answers, 4).some(({ p }) => (p ?? 1) <= 0.05)) alarms.stretch++;
    const draw = () => Math.exp(random.unit() + random.unit());
    const own = Array.from({ length: 80 }, draw);
    const others = Array.from({ length: 400 }, draw);
    if ((fasterThanOthers(own, others).p ?? 1) <= 0.05) alarms.fast++;
  }
  // 5 % of 400 are 20; 35 or more have a probability of 0.001
  expect(alarms.change).toBeLessThan(35);
  expect(alarms.fast).toBeLessThan(35);
  // two checks
  expect(alarms.stretch).toBeLessThan(60);
});

test("one key and a cycle are found where they are; what the queue brings in a row is no alarm", () => {
  expect(longestStretch([1, 1, 1, 0, 2], 1)).toEqual({ from: 0, length: 3, period: 1 });
  expect(longestStretch([5, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], 2)).toEqual({
    from: 1,
    length: 5,
    period: 2,
  });
  expect(longestStretch([0, 0, 0, 0], 2).length).toBe(0);
  // one chain of 4 of two even classes: 2·(1/2)⁴, at 2 places
  expect(stretchBound(5, { from: 0, length: 4, period: 1 }, [0.5, 0.5])).toBeCloseTo(0.25, 12);
  expect(stretchBound(4, { from: 0, length: 4, period: 2 }, [0.5, 0.5])).toBeCloseTo(0.25, 12);
  const random = randomSource(3);
  const classes = Array.from({ length: 200 }, () => Math.floor(random.unit() * 4));
  const pressed = (answer: (truth: number, i: number) => number) =>
    repeatedKeys(
      classes.map((gold, i) => answered({ gold, label: answer(gold, i) })),
      4,
    );
  const [one, cycle] = pressed((truth, i) => (i >= 50 && i < 80 ? 2 : truth));
  expect(one).toMatchObject({ suspicious: true, numbers: { period: 1, label: 2 } });
  expect(one?.numbers.length).toBeGreaterThanOrEqual(30);
  expect(cycle?.suspicious).toBe(false);
  const [, alternating] = pressed((truth, i) => (i < 40 ? i % 2 : truth));
  expect(alternating).toMatchObject({ suspicious: true, numbers: { from: 0, period: 2 } });
  expect(pressed((truth) => truth).map(({ suspicious }) => suspicious)).toEqual([false, false]);
  const sorted = repeatedKeys(
    classes.toSorted((a, b) => a - b).map((gold) => answered({ gold, label: gold })),
    4,
  );
  expect(sorted[0]?.p).toBeLessThan(alarmLevel);
  expect(sorted[0]?.suspicious).toBe(false);
});

test("haste that costs is told from a quick hand", () => {
  const work = Array.from({ length: 200 }, (_, i) =>
    answered({ gold: 0, ms: 500 + i, label: i < 20 && i % 4 !== 0 ? 1 : Number(i % 25 === 0) }),
  );
  expect(fastAndWorse(work)).toMatchObject({ suspicious: true, numbers: { fast: 20, limitMs: 519 } });
  expect(fastAndWorse(work.map((answer) => ({ ...answer, label: 0 }))).p).toBe(1);
  expect(fastAndWorse(work.slice(0, 30)).p).toBeNull();
  const others = Array.from({ length: 1000 }, (_, i) => 1000 + i);
  expect(
    fasterThanOthers(
      Array.from({ length: 50 }, () => 1500),
      others,
    ).suspicious,
  ).toBe(false);
  const quick = fasterThanOthers(
    Array.from({ length: 50 }, (_, i) => (i < 10 ? 900 : 1500)),
    others,
  );
  expect(quick).toMatchObject({ suspicious: true, numbers: { fast: 10, limitMs: 1009 } });
  expect(fasterThanOthers([1, 2, 3], others).p).toBeNull();
  expect(quick.numbers.alarm).toBeLessThanOrEqual(10);
});

test("parts of a hundred, the last one longer; drift says after which answer", () => {
  const work = Array.from({ length: 250 }, (_, i) =>
    answered({ gold: i % 2 === 0 ? 0 : -1, label: Number(i >= 150), ms: i < 100 ? 2000 + i : 500 + i }),
  );
  const cut = parts(work);
  expect(cut.map(({ from, to }) => [from, to])).toEqual([
    [1, 100],
    [101, 250],
  ]);
  expect(cut[0]?.accuracy).toMatchObject({ right: 50, n: 50 });
  expect(cut[0]?.agreement.n).toBe(0);
  const found = drifts(work);
  expect(found.accuracy).toMatchObject({ rises: false, after: 149 });
  expect(found.speed?.after).toBe(100);
  expect(found.agreement).toBeNull();
  expect(parts([])).toEqual([]);
});

test("times in which nobody decides are found without anybody to compare with; slips are no alarm", () => {
  const own = (rushed: number, ms = 160) => Array.from({ length: 60 }, (_, i) => (i < rushed ? ms : 900));
  expect(fasterThanOthers(own(60), [])).toMatchObject({ suspicious: true, numbers: { rushed: 60 } });
  // 1 − P(Bin(60, 0.02) ≤ 5) = 0.0013 and ≤ 6: 0.0002, scipy.stats.binom.sf(5, 60, 0.02) and sf(6, 60, 0.02)
  expect(fasterThanOthers(own(6), [])).toMatchObject({ suspicious: false, p: null });
  expect(fasterThanOthers(own(7), []).p).toBeCloseTo(0.000195358, 6);
  expect(fasterThanOthers(own(60, 260), []).p).toBeNull();
  expect(fasterThanOthers(own(10).slice(0, 19), []).suspicious).toBe(false);
  // where everybody rushes, nobody is faster than others
  expect(fasterThanOthers(own(60), own(60))).toMatchObject({ suspicious: true, numbers: { fast: 0 } });
});

test("of few times by others only gross haste is found, and what it takes is said", () => {
  const few = Array.from({ length: 25 }, (_, i) => 1000 + i);
  const own = (fast: number) => Array.from({ length: 200 }, (_, i) => (i < fast ? 300 : 1500));
  const { numbers } = fasterThanOthers(own(0), few);
  const { alarm = NaN } = numbers;
  expect(alarm).toBeGreaterThan(20);
  expect(fasterThanOthers(own(alarm), few).suspicious).toBe(true);
  expect(fasterThanOthers(own(alarm - 1), few).suspicious).toBe(false);
  expect(fasterThanOthers(own(200), few.slice(0, 19)).p).toBeNull();
  // where not even all of them would do
  expect(
    fasterThanOthers(
      own(0).slice(0, 20),
      Array.from({ length: 2000 }, () => 1),
    ).numbers.alarm,
  ).not.toBeNaN();
  expect(fasterThanOthers(own(0).slice(0, 20), few.slice(0, 20)).numbers.alarm).toBeLessThanOrEqual(20);
});
