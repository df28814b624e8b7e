import { expect, test } from "vitest";
import { byDifficulty } from "#lib/study/difficulty/by-difficulty.ts";
import { leads } from "#lib/study/difficulty/leads.ts";
import { machineConfidence, othersAgree, othersRight } from "#lib/study/difficulty/measures.ts";
import { difficulty } from "#lib/study/difficulty/section.ts";
import type { Study } from "#lib/study/data/study.ts";
import { panelTest } from "#test/study/panel-test.ts";
import { blocksOf, human, machine, near, smallStudy, studyOf } from "./small.ts";

const all = ({ n }: Study): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

/**
 * 30 items of class 0 in three levels of confidence, ten each: 0.4, 0.6, 0.9. The machine is right on 2, 6 and
 * 10 of them, ann on 6, 7, 8, ben on 8, 8, 8.
 */
function levels() {
  const of = (...right: number[]) =>
    Array.from({ length: 30 }, (_, i) => (i % 10 < right[Math.floor(i / 10)]! ? 0 : 1));
  const confidence = Float32Array.from({ length: 30 }, (_, i) => [0.4, 0.6, 0.9][Math.floor(i / 10)]!);
  return studyOf(
    [human("ann", of(6, 7, 8)), human("ben", of(8, 8, 8)), machine("ce", of(2, 6, 10), { confidence })],
    new Array<number>(30).fill(0),
  );
}

test("accuracy by confidence: means, bands and the fitted lines by hand", () => {
  const study = levels();
  const [ann, ben, ce] = study.raters;
  const measure = machineConfidence(study, all(study), [ce!]);
  const people = byDifficulty(study, measure, [ann!, ben!], 10);
  expect(people.points.map(({ x }) => x)).toEqual(near([0.4, 0.6, 0.9], 6));
  expect(people.points.map(({ mean }) => mean)).toEqual(near([0.7, 0.75, 0.8]));
  expect(people.points.map(({ low, high, n }) => [low, high, n])).toEqual([
    [0.6, 0.8, 10],
    [0.7, 0.8, 10],
    [0.8, 0.8, 10],
  ]);
  // x̄ = 19/30, Σ(x−x̄)² = 0.12667, Σ(x−x̄)(y−ȳ) = 0.025
  expect(people.line?.slope).toBeCloseTo(0.025 / 0.1266666, 5);
  const machines = byDifficulty(study, measure, [ce!], 10);
  expect(machines.points.map(({ mean }) => mean)).toEqual(near([0.2, 0.6, 1]));
});

test("how far people are ahead, per bin, with the items as the sample", () => {
  const study = levels();
  const [ann, ben, ce] = study.raters;
  const found = leads(study, machineConfidence(study, all(study), [ce!]), [ann!, ben!], [ce!], 10);
  expect(found.map(({ lead }) => lead.value)).toEqual(near([0.5, 0.15, -0.2]));
  // first bin: differences of the ten items are 0, 0, 1 ×4, ½ ×2, 0, 0: variance 0.45 − 0.25
  expect(found[0]!.lead.high - found[0]!.lead.value).toBeCloseTo(1.959963984540054 * Math.sqrt(0.2 / 10), 9);
});

test("a machine's own answer is not in its measure of agreement", () => {
  // three machines, one item each way
  const study = studyOf(
    [machine("a", [0, 0]), machine("b", [0, 1]), machine("c", [1, 1]), human("ann", [0, 0])],
    [0, 0],
  );
  const machines = study.raters.slice(0, 3);
  const right = othersRight(study, all(study), machines);
  expect(machines.map((rater) => [...right.values(rater)])).toEqual([
    [1 / 2, 0],
    [1 / 2, 1 / 2],
    [1, 1 / 2],
  ]);
  expect([...right.values(study.raters[3]!)]).toEqual([2 / 3, 1 / 3]);
  const agree = othersAgree(study, all(study), machines);
  expect(machines.map((rater) => [...agree.values(rater)])).toEqual([
    [1 / 2, 1],
    [1 / 2, 1 / 2],
    [1, 1 / 2],
  ]);
  expect([...agree.values(study.raters[3]!)]).toEqual([2 / 3, 2 / 3]);
});

test("people ahead where machines are unsure: the claim holds, with its numbers", () => {
  const { reading, table } = blocksOf(difficulty, levels());
  expect(reading("machine-confidence")).toMatchObject({
    verdict: "holds",
    numbers: {
      bins: 3,
      peopleAhead: 1,
      first: {
        n: 10,
        people: expect.closeTo(0.7, 9) as unknown,
        machines: expect.closeTo(0.2, 9) as unknown,
      },
      last: { people: expect.closeTo(0.8, 9) as unknown, machines: 1 },
    },
  });
  expect(table("machine-confidence").rows).toHaveLength(6);
});

test("people behind there, or not clearly apart: the claim is not said to hold", () => {
  const gold = new Array<number>(30).fill(0);
  const { confidence } = levels().raters[2]!.machine!;
  const wrong = human("ann", new Array<number>(30).fill(1));
  const verdictWith = (answers: readonly number[]) =>
    blocksOf(difficulty, studyOf([wrong, machine("ce", answers, { confidence })], gold)).reading(
      "machine-confidence",
    ).verdict;
  expect(verdictWith(gold)).toBe("fails");
  // right on 2 of the first 10: the interval of −20 points reaches 0
  expect(verdictWith(gold.map((_, i) => (i < 2 ? 0 : 1)))).toBe("undecided");
});

test("without times, with one person or without machines: what is needed", () => {
  const few = blocksOf(difficulty, smallStudy());
  expect(few.refusal("response-time")).toBe("response times");
  expect(few.refusal("machine-agreement")).toBe("three machines");
  const { raters } = smallStudy();
  expect(blocksOf(difficulty, studyOf(raters.slice(0, 2))).refusal("machine-confidence")).toBe(
    "machine with gold",
  );
  expect(blocksOf(difficulty, studyOf([raters[0]!, raters[2]!])).refusal("human-agreement")).toBe(
    "two people",
  );
});

test("response times of the app and imported ones are two panels, in bins of equally many items", () => {
  const study = levels();
  const [ann, ben, ce] = study.raters;
  const times = (ms: (i: number) => number) => Float64Array.from({ length: 30 }, (_, i) => ms(i));
  const timed = {
    ...study,
    raters: [
      { ...ann!, responseMs: times((i) => 1000 * (3 - Math.floor(i / 10))) },
      { ...ben!, source: "column" as const, responseMs: times((i) => (i < 20 ? 500 + i : NaN)) },
      ce!,
    ],
  };
  const { find } = blocksOf(difficulty, timed, { bins: 3 });
  const { body } = find("response-time");
  if (body.kind !== "figure" || body.figure.kind !== "bands") throw new Error("no bands");
  const [own, imported] = body.figure.panels;
  expect(own?.series[0]?.points.map(({ x, n }) => [x, n])).toEqual([
    [1000, 10],
    [2000, 10],
    [3000, 10],
  ]);
  expect(own?.series[1]?.points.map(({ mean }) => mean)).toEqual([1, 0.6, 0.2]);
  expect(imported?.series[0]?.points.reduce((sum, { n }) => sum + n, 0)).toBe(20);
});

panelTest("CIFAR-10N: people are ahead where machines are unsure, and their line is flatter", (panel) => {
  const { column, refusal, reading, table } = blocksOf(difficulty, panel);
  expect(reading("machine-confidence")).toMatchObject({ verdict: "holds", numbers: { peopleAhead: 5 } });
  expect(refusal("response-time")).not.toBeNull();
  const { measures: compared } = reading("test-3").numbers;
  expect(compared).toMatchObject([
    { verdict: "flatter" },
    { verdict: "flatter" },
    { verdict: "flatter" },
    { verdict: "steeper" },
    { verdict: "no lines", p: null },
  ]);
  expect(reading("test-2").numbers["kinds"]).toEqual([
    { kind: "people", different: 4, fitted: 4 },
    { kind: "machines", different: 3, fitted: 5 },
  ]);
  // two others can only agree or differ: no line for people without their own answer
  const measures = column("test-2", "Measure");
  const last = measures.findIndex((name) => typeof name === "string" && name.includes("left out"));
  expect([column("test-2", "Raters")[last], column("test-2", "Points")[last]]).toEqual(["people", 2]);
  expect(column("test-2", "p")[last]).toBeNull();
  // all three agree on 60.4 % of all images (../shared/data/README.md), here of the last 10,000
  const { rows } = table("human-agreement");
  expect(Number(rows[0]?.[3]) / 10_000).toBeCloseTo(0.61, 2);
});

// NumPy, from the published labels and the panel's predictions: ten bins, five answers at least, least squares over the bins.
panelTest("CIFAR-10N: accuracy over each machine's own confidence, and over the machines' mean", (panel) => {
  const slopes = (confidence: "own" | "mean") => {
    const { body } = blocksOf(difficulty, panel, { confidence }).find("machine-confidence");
    if (body.kind !== "figure" || body.figure.kind !== "bands") throw new Error("no bands");
    return body.figure.panels[0]?.series.map(({ line }) => line?.slope);
  };
  expect(slopes("own")).toEqual(near([0.1631611238, 0.9253457852], 5));
  expect(slopes("mean")).toEqual(near([0.3170547296, 1.3599986119], 5));
});

panelTest("CIFAR-10N: a point for each level of agreement that there can be", (panel) => {
  const { body } = blocksOf(difficulty, panel).find("machine-agreement");
  if (body.kind !== "figure" || body.figure.kind !== "bands") throw new Error("no bands");
  const [people, machines] = body.figure.panels[0]?.series ?? [];
  expect(people?.points.map(({ x }) => x)).toEqual(near(Array.from({ length: 14 }, (_, k) => k / 13)));
  expect(machines?.points.map(({ x }) => x)).toEqual(near(Array.from({ length: 13 }, (_, k) => k / 12)));
});
