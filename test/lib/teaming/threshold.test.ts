import { describe, expect, test } from "vitest";
import { decide } from "#lib/teaming/policies/policy.ts";
import { threshold } from "#lib/teaming/policies/threshold.ts";
import { isDeferred } from "#lib/teaming/threshold.ts";

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
    const team = threshold.team(null, 3);
    const answersOf = (...labels: number[]) => labels.map((label, rater) => ({ rater, label }));
    const unsure = { machine: [0.3, 0.5, 0.2], eta: 0.6 };
    const sure = { machine: [0.1, 0.7, 0.2], eta: 0.6 };
    expect(decide(team, { ...unsure, answers: answersOf(2, 2, 0) })).toMatchObject({
      label: 2,
      source: "people",
    });
    expect(decide(team, { ...sure, answers: answersOf(2, 2, 0) })).toMatchObject({
      label: 1,
      source: "machine",
    });
    expect(decide(team, { ...unsure, answers: [] })).toMatchObject({ label: 1, source: "machine" });
    const silent = { machine: null, eta: 0.6 };
    expect(decide(team, { ...silent, answers: [] })).toEqual({ label: null, source: "none", belief: null });
    // a tie goes to the class that the machine holds to be likelier; without it to nobody
    expect(decide(team, { ...unsure, answers: answersOf(2, 0) })).toMatchObject({
      label: 0,
      source: "people",
    });
    expect(decide(team, { ...silent, answers: answersOf(2, 0) })).toMatchObject({
      label: null,
      source: "none",
    });
    expect(decide(team, { ...silent, answers: answersOf(2, 0, 2) })).toMatchObject({
      label: 2,
      source: "people",
    });
    expect(team.score({ ...unsure, answers: answersOf(1, 1) })).toBe(0.5);
    expect(team.score({ ...silent, answers: answersOf(1, 1) })).toBe(-1);
  });
});
