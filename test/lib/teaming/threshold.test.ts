import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDeferred, majority, teamAnswer } from "#lib/teaming/threshold.ts";

describe("the threshold rule", () => {
  test.each([
    [0.6, 0.6, true],
    [0.6000001, 0.6, false],
    [0, 0, true],
    [1, 1, true],
    [1e-9, 0, false],
    [Number.NaN, 0, true],
    [null, 0, true],
  ])("confidence %s at η = %s: deferred %s", (confidence, eta, deferred) => {
    expect(isDeferred(confidence, eta)).toBe(deferred);
  });

  test("people answer for the team where deferred, the machine elsewhere and until they have", () => {
    const item = { machine: 1, eta: 0.6, people: [2, 2, 0] };
    expect(teamAnswer({ ...item, confidence: 0.5 })).toEqual({ label: 2, source: "people" });
    expect(teamAnswer({ ...item, confidence: 0.7 })).toEqual({ label: 1, source: "machine" });
    expect(teamAnswer({ ...item, confidence: 0.5, people: [] })).toEqual({ label: 1, source: "machine" });
    expect(teamAnswer({ ...item, confidence: null, machine: null, people: [] })).toEqual({
      label: null,
      source: "none",
    });
  });

  test("ties go to the machine's label when it is among them, else to the smallest class", () => {
    expect(majority([2, 1], 2)).toBe(2);
    expect(majority([1, 2], 2)).toBe(2);
    expect(majority([2, 1], 0)).toBe(1);
    expect(majority([2, 1], null)).toBe(1);
    expect(majority([], 3)).toBeNull();
  });

  test("majority does not depend on the order of the votes, and no label has more", () => {
    const votes = fc.array(fc.nat(4), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(votes, fc.option(fc.nat(4)), (labels, prefer) => {
        const winner = majority(labels, prefer);
        expect(majority([...labels].reverse(), prefer)).toBe(winner);
        expect(majority([...labels].sort(), prefer)).toBe(winner);
        const count = (label: number | null) => labels.filter((other) => other === label).length;
        for (const label of labels) expect(count(label)).toBeLessThanOrEqual(count(winner));
      }),
    );
  });
});
