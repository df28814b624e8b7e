import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { accuracyReached, evidenceOf, leastEvidence } from "#lib/teaming/aim.ts";
import { AuditedBelief } from "#lib/teaming/audited-belief.ts";
import { randomSource } from "#lib/random.ts";

const column = z.array(z.number());
const three = z.tuple([z.number(), z.number(), z.number()]);
const vectors = z
  .object({
    audits: z.array(
      z.object({
        estimate: three,
        kept: column,
        audited: column,
        before: column,
        after: column,
        now: column,
      }),
    ),
    gold: z.array(z.object({ right: z.int(), n: z.int(), estimate: three })),
  })
  .parse(JSON.parse(readFileSync(`${import.meta.dirname}/../../vectors/aim.json`, "utf8")));

describe("the same as numpy and scipy say (test/vectors/aim.py)", () => {
  const near = (found: { value: number | null; low: number | null; high: number | null }, wanted: number[]) =>
    [found.value, found.low, found.high].forEach((bound, i) => expect(bound).toBeCloseTo(wanted[i]!, 6));

  test("belief, corrected by the audit", () => {
    for (const { estimate, kept, audited, before, after, now } of vectors.audits) {
      const tally = new AuditedBelief();
      kept.forEach((isKept, i) => {
        tally.add((audited[i] ? now : before)[i] ?? NaN, { kept: isKept === 1 }, 1);
        if (audited[i]) tally.audited(before[i] ?? NaN, after[i] ?? NaN, 1);
      });
      const found = tally.estimate();
      expect(found.n).toBe(audited.filter((each) => each === 1).length);
      near(found, estimate);
      const evidence = evidenceOf({ right: 0, n: 0 }, found);
      if (found.n < leastEvidence) expect(evidence).toBeNull();
      else near(evidence!, estimate);
    }
  });

  test("gold", () => {
    for (const { right, n, estimate } of vectors.gold) near(evidenceOf({ right, n }, null)!, estimate);
  });
});

describe("audited belief", () => {
  /** A team that believes `said` of kept items where `true` is right, a random part of which is audited by gold. */
  function project(seed: number, { said, right }: { said: number; right: number }) {
    const random = randomSource(seed);
    const [n, rate] = [4000, 0.1];
    const tally = new AuditedBelief();
    let correct = 0;
    for (let i = 0; i < n; i++) {
      const good = random.unit() < right;
      correct += Number(good);
      const audited = random.unit() < rate;
      tally.add(audited ? 1 : said, { kept: true }, 1);
      // who looks is sure: the team then gives the right answer, and another one where the machine was wrong
      if (audited) tally.audited(said, good ? 1 : 0, 1);
      if (audited && !good) correct++;
    }
    return { truth: correct / n, found: tally.estimate() };
  }

  test("is right on average and covers the truth, also of a team that is too sure of itself", () => {
    for (const said of [0.99, 0.9]) {
      const worlds = Array.from({ length: 300 }, (_, seed) => project(seed, { said, right: 0.92 }));
      const bias =
        worlds.reduce((sum, { truth, found }) => sum + (found.value ?? NaN) - truth, 0) / worlds.length;
      expect(Math.abs(bias)).toBeLessThan(0.002);
      const covered = worlds.filter(
        ({ truth, found }) => (found.low ?? NaN) <= truth && truth <= (found.high ?? NaN),
      ).length;
      expect(covered / worlds.length).toBeGreaterThan(0.91);
      expect(covered / worlds.length).toBeLessThan(0.99);
    }
  });

  test("taking back what was added leaves nothing", () => {
    const belief = fc.double({ min: 0, max: 1, noNaN: true });
    const steps = fc.array(fc.record({ belief, kept: fc.boolean(), before: belief, after: belief }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(steps, steps, (kept, gone) => {
        const [once, both] = [new AuditedBelief(), new AuditedBelief()];
        const put = (tally: AuditedBelief, all: typeof kept, sign: 1 | -1) => {
          for (const each of all) {
            tally.add(each.belief, each, sign);
            tally.audited(each.before, each.after, sign);
          }
        };
        put(once, kept, 1);
        put(both, kept, 1);
        put(both, gone, 1);
        put(both, gone, -1);
        expect(both.estimate()).toEqual(once.estimate());
      }),
    );
  });
});

describe("evidence", () => {
  const audited = { value: 0.9, low: 0.85, high: 0.95, n: 60 };
  test("gold goes before the audit where there is enough of it; too little says nothing", () => {
    expect(evidenceOf({ right: 45, n: 50 }, audited)).toMatchObject({ by: "gold", n: 50, value: 0.9 });
    expect(evidenceOf({ right: 45, n: 49 }, audited)).toMatchObject({ by: "audit", n: 60, low: 0.85 });
    expect(evidenceOf({ right: 45, n: 49 }, { ...audited, n: leastEvidence - 1 })).toBeNull();
    expect(evidenceOf({ right: 0, n: 0 }, null)).toBeNull();
  });
});

describe("an accuracy is reached", () => {
  const look = (answers: number, low: number) => ({
    answers,
    evidence: { by: "gold" as const, n: 500, value: low + 0.02, low, high: 1 },
  });
  test("when two looks in a row say so, with answers between them", () => {
    expect(accuracyReached(0.95, [look(100, 0.96)])).toBe(false);
    expect(accuracyReached(0.95, [look(100, 0.94), look(120, 0.96)])).toBe(false);
    expect(accuracyReached(0.95, [look(100, 0.96), look(100, 0.96)])).toBe(false);
    expect(accuracyReached(0.95, [look(100, 0.96), look(120, 0.95)])).toBe(true);
    expect(accuracyReached(0.95, [look(100, 0.96), { answers: 120, evidence: null }])).toBe(false);
  });

  test("seldom while the truth is below the aim, looking again and again", () => {
    // a project grows from 50 audited items to 1,000; its team is right on 94.5 %, the aim is 95 %
    let closed = 0;
    const projects = 1000;
    for (let seed = 0; seed < projects; seed++) {
      const random = randomSource(seed, 5);
      let [n, right] = [0, 0];
      const looks = [];
      for (let size = 50; size <= 1000; size = Math.max(size + 20, Math.ceil(1.02 * size))) {
        while (n < size) {
          n++;
          right += Number(random.unit() < 0.945);
        }
        looks.push({ answers: n, evidence: evidenceOf({ right, n }, null) });
        if (!accuracyReached(0.95, looks)) continue;
        closed++;
        break;
      }
    }
    expect(closed / projects).toBeLessThan(0.1);
  });
});
