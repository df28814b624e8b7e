import fc from "fast-check";
import { expect, test } from "vitest";
import { deferredFrom, etaGrid, etaSweep } from "#lib/teaming/eta-sweep.ts";
import { gainOf, oracleOf, oracleTeam, overBetter, thresholdTeam } from "#lib/teaming/gain.ts";

test("an oracle gains over a member where only the other is right", () => {
  const team = oracleTeam({ bothRight: 50, onlyFirst: 10, onlySecond: 25, bothWrong: 15 });
  expect([team.n, team.team, team.machine, team.partner]).toEqual([100, 85, 60, 75]);
  expect(gainOf(team.overMachine)).toBe(0.25);
  expect(gainOf(overBetter(team))).toBe(0.1);
});

test("the rule gains where it defers wrong answers and loses where it defers right ones", () => {
  const grid = etaGrid(2);
  // deferred at 0.5: the first three, of which the partner has two right and the machine one
  const sweep = etaSweep(
    grid,
    deferredFrom([0.1, 0.2, 0.5, 0.9], grid),
    Uint8Array.from([0, 0, 1, 1]),
    Uint8Array.from([1, 1, 0, 0]),
  );
  const team = thresholdTeam(sweep, 1);
  expect(team).toMatchObject({ n: 4, deferred: 3, team: 3, machine: 2, partner: 2 });
  expect(team.overMachine).toEqual({ onlyTeam: 2, onlyMember: 1, n: 4 });
  expect(team.overPartner).toEqual({ onlyTeam: 1, onlyMember: 0, n: 4 });
});

test("gains are differences of accuracies, and the better member leaves the smaller gain", () => {
  const bits = fc.array(
    fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1), fc.double({ min: 0, max: 1 })),
    {
      minLength: 1,
      maxLength: 30,
    },
  );
  const grid = etaGrid(10);
  fc.assert(
    fc.property(bits, fc.integer({ min: 0, max: 10 }), (rows, at) => {
      const sweep = etaSweep(
        grid,
        deferredFrom(
          rows.map(([, , confidence]) => confidence),
          grid,
        ),
        Uint8Array.from(rows, ([machine]) => machine),
        Uint8Array.from(rows, ([, partner]) => partner),
      );
      for (const team of [thresholdTeam(sweep, at), oracleOf(sweep)]) {
        expect(gainOf(team.overMachine)).toBeCloseTo((team.team - team.machine) / team.n, 12);
        expect(gainOf(team.overPartner)).toBeCloseTo((team.team - team.partner) / team.n, 12);
        expect(gainOf(overBetter(team))).toBeCloseTo(
          (team.team - Math.max(team.machine, team.partner)) / team.n,
          12,
        );
      }
      expect(gainOf(overBetter(oracleOf(sweep)))).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("no items, no gain", () => {
  expect(gainOf({ onlyTeam: 0, onlyMember: 0, n: 0 })).toBeNull();
});
