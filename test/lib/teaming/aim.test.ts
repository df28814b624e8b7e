import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { accuracyReached, evidenceOf, leastEvidence } from "#lib/teaming/aim.ts";
import { auditedBelief } from "#lib/teaming/audited-belief.ts";
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
      const n = kept.length;
      const found = auditedBelief(
        {
          prior: kept.map((isKept) => (isKept ? 0.9 : 0.3)),
          // those drawn for the audit come first
          draw: audited.map((isAudited, i) => (i / n + Number(isAudited === 0)) / 2),
          asked: kept.map((isKept, i) => Number(!isKept || audited[i] === 1)),
          belief: before.map((each, i) => (audited[i] ? (now[i] ?? NaN) : each)),
          change: (i) => (audited[i] ? (after[i] ?? NaN) - (before[i] ?? NaN) : NaN),
        },
        0.5,
      );
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
  /**
   * A team that asks the least sure first and a share at random, η keeping a third, and is stopped midway. Who looks is
   * sure: the team then gives the right answer. The machine is right as often as it says less what it is too sure by.
   */
  function project(
    seed: number,
    { tooSure, share, questions }: { tooSure: number; share: number; questions: number },
  ) {
    const random = randomSource(seed);
    const n = 3000;
    const prior = Float64Array.from({ length: n }, (_, i) => 0.4 + (0.6 * i) / n);
    const draw = Float64Array.from({ length: n }, () => random.unit());
    const right = Array.from(prior, (p) => random.unit() < p - tooSure);
    const asked = new Uint8Array(n);
    const byDraw = Array.from(draw.keys()).sort((a, b) => (draw[a] ?? 0) - (draw[b] ?? 0));
    for (let asks = 0, [sure, drawn] = [0, 0]; asks < questions; asks++) {
      if (random.unit() < share) {
        while (asked[byDraw[drawn] ?? -1]) drawn++;
        asked[byDraw[drawn] ?? -1] = 1;
      } else {
        while (asked[sure]) sure++;
        asked[sure] = 1;
      }
    }
    const belief = Array.from(prior, (p, i) => (asked[i] ? 1 : p));
    const change = (i: number) => Number(right[i]) - (prior[i] ?? NaN);
    const truth = right.filter((each, i) => each || asked[i]).length / n;
    return { truth, found: auditedBelief({ prior, draw, asked, belief, change }, 0.8) };
  }

  test("is right on average and covers the truth at any time, also of a team that is too sure of itself", () => {
    for (const tooSure of [0, 0.1])
      for (const questions of [400, 1200]) {
        const worlds = Array.from({ length: 200 }, (_, seed) =>
          project(seed, { tooSure, share: 0.25, questions }),
        );
        const bias =
          worlds.reduce((sum, { truth, found }) => sum + (found.value ?? NaN) - truth, 0) / worlds.length;
        expect(Math.abs(bias)).toBeLessThan(0.006);
        const covered = worlds.filter(
          ({ truth, found }) => (found.low ?? NaN) <= truth && truth <= (found.high ?? NaN),
        ).length;
        expect(covered / worlds.length).toBeGreaterThan(0.9);
        expect(covered / worlds.length).toBeLessThan(0.995);
      }
  });

  test("nobody asked at random, nothing known", () => {
    const { found } = project(1, { tooSure: 0.1, share: 0, questions: 600 });
    expect(found.value).toBeNull();
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
