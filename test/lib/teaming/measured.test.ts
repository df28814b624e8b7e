import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leastEvidence } from "#lib/teaming/aim.ts";
import { leastGoldFor, type Measure, measured } from "#lib/teaming/measured.ts";
import { proportion } from "#lib/stats/proportion.ts";

const base: Measure = {
  evidence: null,
  evaluated: 12,
  audit: { drawn: 80, answered: 23 },
  auditRate: 0.1,
  sampled: 23,
  fitted: true,
  queue: { routed: 1000, deferred: 200, deferredDone: 86 },
};
const needs = (part: Partial<Measure>) => {
  const found = measured({ ...base, ...part });
  if (found.state === "known") throw new Error("it is known");
  return found;
};

describe("what an accuracy is known from", () => {
  test("evidence goes before everything", () => {
    const evidence = { by: "gold" as const, n: 50, value: 0.9, low: 0.8, high: 0.95 };
    expect(measured({ ...base, fitted: false, evidence })).toEqual({ state: "known", evidence });
  });

  test("else how much more gold, or how many more audited answers, with the questions that bring them", () => {
    // 57 audited items wait, and twice as many deferred ones
    expect(needs({})).toMatchObject({
      gold: { has: 12, more: 38 },
      audit: { needs: "answers", has: 23, more: 27, questions: 81 },
    });
  });

  test("while many deferred items wait, the share of the questions that is asked at random", () => {
    const queue = { routed: 1000, deferred: 1000, deferredDone: 60 };
    const asked = { needs: "answers", has: 8, more: 42, questions: 420 };
    expect(needs({ queue, sampled: 8, audit: { drawn: 0, answered: 0 } }).audit).toEqual(asked);
  });

  test("a policy without a fit, nothing kept, an audit that is off or too small: what has to be changed", () => {
    expect(needs({ fitted: false }).audit).toEqual({ needs: "policy" });
    expect(needs({ queue: { routed: 1000, deferred: 960, deferredDone: 960 } }).audit).toEqual({
      needs: "kept",
      kept: 40,
    });
    expect(needs({ audit: { drawn: 0, answered: 0 }, auditRate: 0 }).audit).toEqual({
      ...{ needs: "rate", drawn: 0, rate: 0.09 },
    });
  });

  test("what is advised is enough: the rate draws as many as it takes, and the answers are then there", () => {
    const size = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(size, size, size, fc.double({ min: 0, max: 1, noNaN: true }), (routed, a, b, auditRate) => {
        const deferred = Math.min(a, routed);
        const drawn = Math.min(Math.floor(auditRate * (routed - deferred)), routed - deferred);
        const answered = Math.min(b, drawn, leastEvidence - 1);
        const queue = { routed, deferred, deferredDone: deferred };
        const { audit } = needs({ evaluated: 0, auditRate, queue, audit: { drawn, answered } });
        if (audit.needs === "answers") {
          expect(audit.has + audit.more).toBe(leastEvidence);
          expect(answered + audit.more).toBeLessThanOrEqual(drawn);
          expect(audit.questions).toBeGreaterThanOrEqual(audit.more);
        } else if (audit.needs === "rate") {
          expect(audit.rate * (routed - deferred)).toBeGreaterThanOrEqual(leastEvidence);
          expect(audit.rate).toBeGreaterThanOrEqual(auditRate);
          expect(audit.rate).toBeLessThanOrEqual(1);
        } else expect(routed - deferred).toBeLessThan(leastEvidence);
      }),
    );
  });

  test("with fewer gold labels than it takes, not even a team without an error can show the aim", () => {
    for (const wanted of [0.5, 0.93, 0.95, 0.97, 0.99, 0.999]) {
      const n = leastGoldFor(wanted);
      expect(proportion(n, n).low).toBeGreaterThanOrEqual(wanted);
      if (n > leastEvidence) expect(proportion(n - 1, n - 1).low).toBeLessThan(wanted);
    }
  });
});
