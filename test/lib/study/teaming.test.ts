import { expect, test } from "vitest";
import { fixedEtas } from "#lib/study/teaming/fixed-eta.ts";
import { teaming } from "#lib/study/teaming/section.ts";
import { studySettings } from "#lib/study/settings.ts";
import { studyEta, teamsOf } from "#lib/study/teaming/teams.ts";
import { joined, placeOf } from "#lib/teaming/eta-sweep.ts";
import { isDeferred } from "#lib/teaming/threshold.ts";
import { panelTest } from "#test/study/panel-test.ts";
import { blocksOf, human, machine, near, smallStudy, studyOf, valuesOf } from "./small.ts";

const settings = studySettings.parse({});

/**
 * 400 items of class 0. Both machines are wrong on the even ones and unsure there, and right on the odd ones;
 * the person is right exactly where they are wrong. `low` is unsure below 0.6, `high` below 0.7.
 */
function complementary() {
  const n = 400;
  const even = (i: number) => i % 2 === 0;
  const column = <T>(value: (i: number) => T) => Array.from({ length: n }, (_, i) => value(i));
  const unsure = (low: number, high: number) => Float32Array.from(column((i) => (even(i) ? low : high)));
  const right = column((i) => (even(i) ? 1 : 0));
  return studyOf(
    [
      human(
        "ann",
        column((i) => (even(i) ? 0 : 1)),
      ),
      machine("low", right, { confidence: unsure(0.3, 0.9) }),
      machine("high", right, { confidence: unsure(0.65, 0.95) }),
    ],
    column(() => 0),
  );
}

test("oracle teams of the small study are those counted by hand", () => {
  const { column } = blocksOf(teaming, smallStudy());
  expect(column("oracle", "Machine")).toEqual(["ce", "jocor", "ce", "jocor", "ce", "jocor"]);
  expect(column("oracle", "Partner")).toEqual(["ann", "ann", "ben", "ben", "jocor", "ce"]);
  expect(column("oracle", "Team")).toEqual([9, 7, 9, 8, 7, 7].map((right) => right / 12));
  const gains = (name: string) => valuesOf(column("oracle", name));
  expect(gains("Gain over machine")).toEqual(near([2, 2, 2, 3, 0, 2].map((items) => items / 12)));
  expect(gains("Gain over better")).toEqual(near([2, 0, 2, 2, 0, 0].map((items) => items / 12)));
});

test("the matrix between two machines is symmetric over the better, and not over the row", () => {
  const { heatMap, table } = blocksOf(teaming, smallStudy(), { order: "given" });
  const { panels } = heatMap("oracle-matrix");
  expect(panels[0]?.columns).toEqual(["ann", "ben", "ce", "jocor"]);
  expect(panels[0]?.values).toEqual([2 / 12, 2 / 12, null, 0, 0, 2 / 12, 0, null]);
  const overRow = table("oracle-matrix").rows.filter(([name]) => name === "gain over the machine");
  expect(overRow.map((row) => row.slice(2))).toEqual([
    [2 / 12, 2 / 12, null, 0],
    [2 / 12, 3 / 12, 2 / 12, null],
  ]);
});

test("η* is found where machine and person make up for each other, and is the smallest such η", () => {
  const study = complementary();
  const { column } = blocksOf(teaming, study);
  expect(column("realistic", "Partner")).toEqual(["ann", "ann", "high", "low"]);
  // single precision puts 0.65 a hair below, 0.3 a hair above itself: the next η on the grid defers it
  expect(column("realistic", "η*").slice(0, 2)).toEqual([0.305, 0.65]);
  expect(column("realistic", "Team at η*").slice(0, 2)).toEqual([1, 1]);
  const at = valuesOf(column("realistic", "Team at 0.6"));
  expect(at[0]).toBe(1);
  expect(at[1]).toBe(column("realistic", "Machine alone")[1]);
  expect(column("realistic", "Deferred at 0.6")[1]).toBe(0);
});

test("a fixed η against each machine's own: two differences, 0 and δ, give t = −1 and p = 0.5", () => {
  const study = complementary();
  const teams = teamsOf(study, settings);
  const role = { name: "one person", partners: teams.people };
  const [fixed, best] = fixedEtas(teams, teams.machines, role, [0.6]);
  const alone = teams.right(teams.machines[1]!).subarray(teams.fitted);
  const accuracy = alone.reduce((sum, right) => sum + right, 0) / alone.length;
  expect(fixed?.accuracy).toBeCloseTo((1 + accuracy) / 2, 12);
  expect(fixed?.difference).toBeCloseTo((accuracy - 1) / 2, 12);
  expect(fixed?.test?.df).toBe(1);
  expect(fixed?.test?.t).toBeCloseTo(-1, 9);
  expect(fixed?.test?.p).toBeCloseTo(0.5, 6);
  // one η = 0.65 serves both perfectly: no difference, and nothing to test
  expect(best).toMatchObject({ best: true, eta: 0.65, accuracy: 1, difference: 0, test: null });
});

test("p > 0.05 is never called acceptance", () => {
  const { reading } = blocksOf(teaming, complementary());
  expect(reading("test-4").numbers["roles"]).toMatchObject([
    {
      best: { eta: 0.65, p: null, verdict: "untested" },
      fixed: { eta: 0.6, p: expect.closeTo(0.5, 6) as unknown, verdict: "no difference shown" },
      alike: expect.arrayContaining([0.6]) as unknown,
    },
  ]);
});

test("what each partner brings, and from which share deferred on most of it is there", () => {
  const { reading } = blocksOf(teaming, { ...complementary(), activeRater: "run-low" });
  expect(reading("sweep").numbers).toMatchObject({
    machine: "low",
    partners: [{ name: "ann", eta: 0.305, team: 1 }, {}],
  });
  // ann makes up for all of its mistakes; the other machine makes the same ones
  expect(reading("coverage").numbers["partners"]).toMatchObject([
    { name: "ann", verdict: "pays" },
    { verdict: "never pays" },
  ]);
  expect(reading("realistic-matrix").numbers["best"]).toMatchObject([
    { kind: "person", machine: "low", partner: "ann", accuracy: 1 },
    { kind: "machine" },
  ]);
});

test("fitting and measuring items are apart and together all", () => {
  const study = complementary();
  for (const fit of [0.1, 0.5, 0.9]) {
    const teams = teamsOf(study, { fit, seed: 7 });
    const pair = teams.pair(teams.machines[0]!, teams.people[0]!);
    expect([pair.fit.n, pair.rest.n]).toEqual([400 * fit, 400 - 400 * fit]);
    expect(joined(pair.fit, pair.rest).machine).toBe(200);
  }
});

test("the same seed gives the same numbers, another seed another split", () => {
  const study = complementary();
  const of = (seed: number) => blocksOf(teaming, study, { seed }).blocks;
  expect(of(3)).toEqual(of(3));
  expect(of(3)).not.toEqual(of(4));
});

test("who labelled only a few deferred items is no member, and the block names him", () => {
  const study = smallStudy();
  const carl = human("carl", [0, ...Array.from({ length: 13 }, () => -1)]);
  const { find, column } = blocksOf(teaming, { ...study, raters: [...study.raters, carl] });
  expect(find("oracle").items).toContain("carl");
  expect(column("oracle", "Partner")).not.toContain("carl");
});

test("a failed machine stays in the tables and out of the means", () => {
  const study = smallStudy();
  const failed = machine("bw", [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0]);
  const { find, column, reading } = blocksOf(teaming, { ...study, raters: [...study.raters, failed] });
  expect(column("oracle", "Machine")).toContain("bw");
  expect(find("oracle").failed).toEqual(["bw"]);
  expect(reading("oracle").numbers["machines"]).toBe(2);
  expect(find("oracle").body).toMatchObject({ figure: { x: { name: "gain, points, mean of 2 machines" } } });
});

test("what is missing is said", () => {
  const { raters } = smallStudy();
  const people = blocksOf(teaming, studyOf(raters.slice(0, 2)));
  for (const { id } of people.blocks)
    expect(people.refusal(id)).toBe(id === "test-4" ? "two machines" : "machine with gold");
  const alone = blocksOf(teaming, studyOf([raters[2]!]));
  expect(alone.refusal("realistic")).toBe("partner");
  const noGold = blocksOf(teaming, studyOf(raters, [-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1]));
  expect(noGold.refusal("oracle")).not.toBeNull();
});

panelTest("CIFAR-10N: at 0.6 every team is what the rule gives item by item", (panel) => {
  const teams = teamsOf(panel, settings);
  expect([teams.n, teams.machines.length, teams.people.length]).toEqual([10_000, 13, 3]);
  for (const first of teams.machines)
    for (const partner of [...teams.people, teams.aggregate!, teams.machines[0]!]) {
      let right = 0;
      for (const i of teams.joint.items)
        right += +(
          (isDeferred(first.machine!.confidence[i]!, studyEta) ? partner.answers[i] : first.answers[i]) ===
          panel.gold[i]
        );
      const pair = teams.pair(first, partner);
      const whole = joined(pair.fit, pair.rest);
      expect(whole.team[placeOf(teams.grid, studyEta)]).toBe(right);
    }
});

panelTest("CIFAR-10N: people are better partners than machines, as the study claims", (panel) => {
  const { reading } = blocksOf(teaming, panel);
  expect(reading("oracle")).toMatchObject({
    verdict: "holds",
    numbers: { machines: 13, won: { overMachine: 13, overBetter: 13 } },
  });
  expect(teamsOf(panel, settings)).toMatchObject({ n: 10_000, fitted: 5000 });
  // whoever reads 5.5 points is not told that a claim of 3 to 5 holds
  const { verdict, numbers } = reading("realistic");
  expect(verdict).toEqual({
    person: { best: "exceeded", fixed: "holds" },
    aggregate: { best: "exceeded", fixed: "holds" },
  });
  expect(numbers["partners"]).toMatchObject([
    {
      kind: "person",
      best: { overMachine: expect.closeTo(0.055, 3) as unknown },
      fixed: { overMachine: expect.closeTo(0.039, 3) as unknown },
    },
    { kind: "aggregate" },
    { kind: "machine", claim: null },
  ]);
});
