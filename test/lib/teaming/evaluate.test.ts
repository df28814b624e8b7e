import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RoutedItems, type TeamRule, teamTally } from "#lib/teaming/evaluate.ts";
import { decide } from "#lib/teaming/policies/policy.ts";
import type { Answer } from "#lib/teaming/team-data.ts";
import { threshold } from "#lib/teaming/policies/threshold.ts";

/** gold, machine, confidence, draw, people's labels */
type Row = [number, number, number, number, number[]];

type World = RoutedItems & { people: ReadonlyMap<number, ReadonlyMap<number, number>> };

const columns = (rows: readonly Row[]): World => ({
  gold: Int32Array.from(rows, ([gold]) => gold),
  machine: Int32Array.from(rows, ([, machine]) => machine),
  prior: Float64Array.from(rows, ([, , confidence]) => confidence),
  draw: Float64Array.from(rows, ([, , , draw]) => draw),
  people: new Map(
    rows.flatMap(([, , , , labels], i) =>
      labels.length === 0 ? [] : [[i, new Map(labels.map((label, rater) => [rater, label]))] as const],
    ),
  ),
});

/** The threshold rule on machines that are as sure of their class as a row says, and equally unsure of nine others. */
function ruleOf({ machine, prior }: RoutedItems, eta: number): Pick<TeamRule, "decide" | "believes"> {
  const team = threshold.team(null, 10);
  const seen = (i: number, answers: readonly Answer[]) => {
    const [top, sure] = [machine[i] ?? -1, prior[i] ?? -1];
    const row = Float64Array.from({ length: 10 }, (_, k) => (k === top ? sure : (1 - sure) / 9));
    return { machine: top < 0 ? null : row, answers, eta };
  };
  return {
    decide: (i, answers) => decide(team, seen(i, answers)),
    believes: (i, answers, label) => team.belief(seen(i, answers))[label] ?? NaN,
  };
}

/** The tally of items that each have these labels, and never had others. */
function tallyOf({ people, ...items }: World, eta: number, auditRate: number) {
  const tally = teamTally(items, { ...ruleOf(items, eta), eta, auditRate });
  for (const [item, labels] of people) for (const [rater, label] of labels) tally.change(item, rater, label);
  return tally;
}
const evaluateTeam = (world: World, eta: number, auditRate: number) =>
  tallyOf(world, eta, auditRate).accuracy();
const evaluateAudit = (world: World, eta: number, auditRate: number) =>
  tallyOf(world, eta, auditRate).audit();

const rows: Row[] = [
  [0, 0, 0.9, 0.5, []], // kept, right
  [1, 0, 0.9, 0.01, [1]], // kept, wrong, audited: people right
  [2, 1, 0.3, 0.5, [2]], // deferred, wrong, people right
  [0, 0, 0.4, 0.5, [1]], // deferred, right, people wrong
  [1, 2, 0.5, 0.5, []], // deferred, wrong, not answered yet
  [-1, 2, 0.2, 0.5, [1]], // no gold
];
const world = columns(rows);
const fiveWorlds = columns([rows, rows, rows, rows, rows].flat());

describe("accuracy of the team", () => {
  test("each member, the team and the oracle on a worked example", () => {
    const result = evaluateTeam(world, 0.6, 0.05);
    expect(result.evaluated).toBe(5);
    expect(result.machine).toMatchObject({ right: 2, n: 5 });
    expect(result.people).toMatchObject({ right: 2, n: 3 });
    expect(result.machineWherePeopleAnswered).toMatchObject({ right: 1, n: 3 });
    expect(result.team).toMatchObject({ right: 2, n: 5 });
    expect(result.oracle).toMatchObject({ right: 4, n: 5 });
    expect(result.gainOverMachine?.value).toBe(0);
  });

  test("people everywhere: deferred and kept parts weighted by their size, the kept part from the audit alone", () => {
    // Kept: 2 items, the audited one right. Deferred: 3 items, 1 of 2 answers right. 2/5 · 1 + 3/5 · 1/2.
    expect(evaluateTeam(fiveWorlds, 0.6, 0.05).peopleEverywhere?.value).toBeCloseTo(0.7, 12);
    // Without an audit nothing is known of people on what the machine keeps.
    expect(evaluateTeam(fiveWorlds, 0.6, 0).peopleEverywhere).toBeNull();
  });

  test("one or two answers say nothing about all items, so no gain over people is claimed from them", () => {
    const result = evaluateTeam(world, 0.6, 0.05);
    expect(result.peopleEverywhere).toBeNull();
    expect(result.gainOverBetter?.better).toBe("machine");
  });

  test("without gold labels there is no accuracy, but people still say how good the machine is", () => {
    const blind = { ...fiveWorlds, gold: fiveWorlds.gold.map(() => -1) };
    expect(evaluateTeam(blind, 0.6, 0.05)).toMatchObject({ evaluated: 0, machine: { value: null } });
    const audit = evaluateAudit(blind, 0.6, 0.05);
    expect(audit).toMatchObject({ drawn: 5, answered: 5, agreement: { right: 0, n: 5 } });
    // Kept 10 of 30: 0 of 5 agree. Deferred 20 of 30: 0 of 15 agree.
    expect(audit.machineByPeople?.value).toBe(0);
  });

  const row: fc.Arbitrary<Row> = fc.tuple(
    fc.nat(2),
    fc.nat(2),
    // the largest of ten probabilities
    fc.integer({ min: 2, max: 10 }).map((tenths) => tenths / 10),
    fc.double({ min: 0, max: 0.99, noNaN: true }),
    fc.array(fc.nat(2), { maxLength: 3 }),
  );
  const eta = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10);

  test("nothing beats the oracle; with everything kept and nothing at confidence 0 the team is the machine", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), eta, (rows, eta) => {
        const result = evaluateTeam(columns(rows), eta, 0.5);
        expect(result.oracle.right).toBeGreaterThanOrEqual(result.team.right);
        expect(result.oracle.right).toBeGreaterThanOrEqual(result.machine.right);
        const kept = columns(rows.map(([g, m, , d, p]) => [g, m, 0.5, d, p]));
        expect(evaluateTeam(kept, 0, 0.5).team.right).toBe(result.machine.right);
      }),
    );
  });

  test("the curve ends at today's team accuracy, whatever was answered, changed and taken back", () => {
    const answers = fc.array(fc.record({ item: fc.nat(9), rater: fc.nat(2), label: fc.option(fc.nat(2)) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 10, maxLength: 10 }), eta, answers, (rows, eta, given) => {
        const people = new Map<number, Map<number, number>>();
        for (const { item, rater, label } of given) {
          const labels = people.get(item) ?? new Map<number, number>();
          if (label === null) labels.delete(rater);
          else labels.set(rater, label);
          people.set(item, labels);
        }
        const items = { ...columns(rows), people };
        const tally = teamTally(items, { ...ruleOf(items, eta), eta, auditRate: 0.5 });
        for (const { item, rater, label } of given) tally.change(item, rater, label);
        const curve = tally.curve(20);
        // the running sums are those of the last answers alone
        expect(tally.accuracy()).toEqual(evaluateTeam(items, eta, 0.5));
        expect(tally.audit()).toEqual(evaluateAudit(items, eta, 0.5));
        expect(curve.length).toBeLessThanOrEqual(21);
        expect(curve[0]?.team).toBe(evaluateTeam({ ...items, people: new Map() }, eta, 0).machine.value);
        expect(curve.at(-1)?.team).toBeCloseTo(evaluateTeam(items, eta, 0).team.value ?? -1, 12);
        expect(curve.at(-1)?.labels).toBe([...people.values()].reduce((n, labels) => n + labels.size, 0));
      }),
    );
  });

  test("only labels that still stand are counted: not those changed, taken back, or never one", () => {
    const answers = [
      { item: 2, rater: 0, label: 0 }, // changed below
      { item: 3, rater: 0, label: 1 },
      { item: 4, rater: 1, label: 1 }, // taken back below
      { item: 2, rater: 0, label: 2 },
      { item: 4, rater: 1, label: null },
      { item: 4, rater: 0, label: null }, // cannot tell
    ];
    // deferred: 2 (machine wrong), 3 (machine right), 4 (machine wrong); the machine is right on 2 of 5
    const tally = teamTally(world, { ...ruleOf(world, 0.6), eta: 0.6, auditRate: 0 });
    for (const { item, rater, label } of answers) tally.change(item, rater, label);
    const curve = tally.curve();
    expect(curve.map(({ labels }) => labels)).toEqual([0, 1, 2]);
    expect(curve.at(-1)).toEqual({ labels: 2, team: 0.4 });
  });

  test("an item whose answer was taken back waits again; one that nobody could tell was asked", () => {
    // all kept; the first 20 draws have been asked, and the team is right by the person on all of them
    const kept = columns(Array.from({ length: 40 }, (_, i): Row => [0, 0, 0.9, i / 40, []]));
    const asked = (last: (tally: ReturnType<typeof teamTally>) => void) => {
      const tally = teamTally(kept, { ...ruleOf(kept, 0.5), eta: 0.5, auditRate: 1 });
      for (let item = 0; item < 20; item++) tally.change(item, 0, 0);
      last(tally);
      return tally.auditedBelief().n;
    };
    expect(asked(() => {})).toBe(20);
    // up to the draw of item 5 there is no gap
    expect(asked((tally) => tally.change(5, 0, null, true))).toBe(5);
    expect(asked((tally) => tally.change(5, 0, null))).toBe(19);
    expect(
      asked((tally) => {
        tally.change(5, 1, null);
        tally.change(5, 0, null, true);
      }),
    ).toBe(19);
    expect(
      asked((tally) => {
        tally.change(5, 0, null);
        tally.change(5, 0, null, true);
      }),
    ).toBe(5);
  });
});
