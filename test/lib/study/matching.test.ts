import fc from "fast-check";
import { expect, test } from "vitest";
import { isEstimate } from "#lib/figures/format.ts";
import { beyond } from "#lib/study/beyond/section.ts";
import { confusion } from "#lib/study/confusion/section.ts";
import { matchingMeans } from "#lib/study/matching/means.ts";
import { inOrder } from "#lib/study/data/rater-order.ts";
import { rightPatterns } from "#lib/study/data/patterns.ts";
import { matching } from "#lib/study/matching/section.ts";
import { talliesOf } from "#lib/study/data/tallies.ts";
import { tests } from "#lib/study/tests/section.ts";
import { proportion } from "#lib/stats/proportion.ts";
import { commonWithGold } from "#lib/study/data/common.ts";
import { aggregated } from "#lib/study/data/aggregate.ts";
import { pairsOf } from "#lib/study/data/pairs.ts";
import { panelTest } from "#test/study/panel-test.ts";
import { blocksOf, human, machine, near, smallStudy, studyOf, valuesOf } from "./small.ts";

test("both directions of two people, by hand; a set that is balanced already needs no draw", () => {
  const { table } = blocksOf(matching, smallStudy());
  const rows = table("pairs").rows;
  const find = (a: string, b: string) => rows.find(([first, second]) => first === a && second === b) ?? [];
  // both right 5, only ann 2, only ben 1, both wrong 4
  const [, , type, drawn, items, expected, spread] = find("ann", "ben");
  expect([type, drawn, items, spread]).toEqual([
    "human–human",
    expect.closeTo((5 / 6 + 4 / 6) / 2, 12),
    12,
    0,
  ]);
  expect(valuesOf([expected])).toEqual([expect.closeTo(0.75, 12)]);
  expect(valuesOf([find("ben", "ann")[5]])).toEqual([expect.closeTo((5 / 7 + 4 / 5) / 2, 12)]);
  // ann is right on 7 and wrong on 5 of them: 5 of the 7 are drawn, Var = ¼ · (5/7 · 2/7)/5 · 2/6
  expect(find("ben", "ann")[4]).toBe(10);
  expect(find("ben", "ann")[6]).toBeCloseTo(Math.sqrt(((5 / 7) * (2 / 7) * (2 / 6)) / 5) / 2, 12);
});

test("means by type of pair, by hand", () => {
  const { column } = blocksOf(matching, smallStudy());
  expect(column("types", "Pair")).toEqual(["human–human", "machine–machine", "human–machine"]);
  const [people, machines] = valuesOf(column("types", "Mean matching"));
  expect(people).toBeCloseTo((0.75 + (5 / 7 + 4 / 5) / 2) / 2, 12);
  // ce and jocor: both right 5, only ce 2, both wrong 5
  expect(machines).toBeCloseTo(((5 / 5 + 5 / 7) / 2 + (5 / 7 + 5 / 5) / 2) / 2, 12);
  expect(column("types", "Pairs")).toEqual([1, 1, 4]);
});

test("the seed decides the draw, the order of the matrix does not", () => {
  const cells = (seed: number, order: "given" | "accuracy") =>
    blocksOf(matching, smallStudy(), { seed, order })
      .table("pairs")
      .rows.map((row) => JSON.stringify(row.slice(0, 4)))
      .sort();
  expect(cells(1, "accuracy")).toEqual(cells(1, "given"));
  expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => cells(seed, "given").join())).size).toBeGreaterThan(1);
});

test("orders of raters: humans first, groups together; by accuracy all in one", () => {
  const study = smallStudy();
  const [ann, ben, ce, jocor] = study.raters;
  const other = machine("other", [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, -1, -1], {
    labels: "ben",
    backbone: "vgg",
  });
  const raters = [ann!, ce!, other, ben!, jocor!];
  const tallies = talliesOf({ ...study, raters });
  const names = (order: Parameters<typeof inOrder>[1]) =>
    inOrder(raters, order, tallies).map(({ name }) => name);
  expect(names("given")).toEqual(["ann", "ce", "other", "ben", "jocor"]);
  expect(names("labels")).toEqual(["ann", "ben", "ce", "jocor", "other"]);
  expect(names("backbone")).toEqual(["ann", "ben", "ce", "jocor", "other"]);
  expect(names("group")).toEqual(["ann", "ben", "ce", "other", "jocor"]);
  expect(names("accuracy")).toEqual(["other", "ann", "ce", "ben", "jocor"]);
});

test("machines by group: within and between, only where there is more than one group", () => {
  const study = smallStudy();
  const third = machine("pls", [0, 0, 2, 1, 1, 0, 1, 1, 2, 0, 2, 2, -1, 0], { labels: "ben" });
  const { table, reading } = blocksOf(matching, { ...study, raters: [...study.raters, third] });
  const rows = table("groups").rows.map(([by, group, , pairs]) => [by, group, pairs]);
  expect(rows).toContainEqual(["labels learnt from", "both ann", 1]);
  expect(rows).toContainEqual(["labels learnt from", "all of different ones", 2]);
  expect(rows.some(([by]) => by === "backbone")).toBe(false);
  expect(reading("groups").numbers["alike"]).toEqual(["backbone"]);
  expect(blocksOf(matching, study).refusal("groups")).toBe("three machines");
});

test("one who is always right or never answers the same items has no matching, and nobody's is refused", () => {
  const gold = [0, 0, 1, 1];
  const perfect = human("perfect", gold);
  const ann = human("ann", [0, 1, 1, 0]);
  const { column } = blocksOf(matching, studyOf([ann, perfect], gold));
  expect(column("pairs", "Drawn")).toEqual([null, expect.closeTo(0.5, 12)]);
  expect(blocksOf(matching, studyOf([perfect, human("too", gold)], gold)).refusal("pairs")).not.toBeNull();
  expect(blocksOf(matching, studyOf([ann], gold)).refusal("pairs")).toBe("two raters with gold");
  expect(blocksOf(matching, studyOf([ann], gold)).refusal("types")).not.toBeNull();
});

test("patterns: every item is counted once, and each rater's rights are those of its tally", () => {
  const answer = fc.integer({ min: -1, max: 2 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(answer, answer, answer, answer), { minLength: 1, maxLength: 60 }),
      (items) => {
        const [gold, ...columns] = [0, 1, 2, 3].map((at) => items.map((item) => item[at]!));
        const study = studyOf(
          columns.map((answers, at) => human(`h${at}`, answers)),
          gold,
        );
        const { counts, of } = rightPatterns(study);
        const tallies = talliesOf(study);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(items.length);
        for (const rater of study.raters) {
          const right = of(rater);
          const count = (code: number) =>
            counts.reduce((sum, n, at) => sum + (right[at] === code ? n : 0), 0);
          expect([count(1), count(0) + count(1)]).toEqual([tallies.own(rater).right, tallies.own(rater).n]);
        }
      },
    ),
  );
});

test("a rater matches its copy wholly; without both right and wrong answers there is no matching", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 6, maxLength: 40 }), (answers) => {
      const gold = answers.map((_, at) => at % 3);
      const study = studyOf([human("a", answers), human("b", answers)], gold);
      const shared = commonWithGold(study);
      const mean = matchingMeans(shared).of(pairsOf(shared.study, "human–human"));
      const rights = new Set(answers.map((answer, at) => answer === gold[at]));
      // never a width of nothing: as unsure as Wilson's interval of all of them
      if (rights.size === 2)
        expect(mean?.mean).toMatchObject({
          value: 1,
          low: expect.closeTo(1 - (proportion(0, answers.length).high ?? NaN), 12) as number,
          high: 1,
        });
      else expect(mean).toBeNull();
    }),
  );
});

test("pairs with fewer than half of the base's items are left out and named; the others stand as they were", () => {
  const study = smallStudy();
  // five answers of twelve; six would be half
  const few = (answers: number) =>
    human(
      "carl",
      Array.from({ length: 14 }, (_, item) => (item < answers ? item % 2 : -1)),
    );
  const joined = (answers: number) =>
    blocksOf(matching, { ...study, raters: [...study.raters, few(answers)] });
  const alone = blocksOf(matching, study);
  expect(joined(5).table("types")).toEqual(alone.table("types"));
  expect(joined(5).find("types").items).toContain("carl");
  expect(joined(5).column("pairs", "A")).not.toContain("carl");
  expect(joined(6).column("types", "Pairs")).toEqual([3, 1, 6]);
  expect(joined(6).find("types").items).not.toContain("carl");
  expect(joined(6).column("pairs", "A")).toContain("carl");
});

// Means and 200 bootstraps over the items, with NumPy, from the published labels and the panel's predictions.
panelTest("CIFAR-10N with thirteen machines: machines match each other, not people", (panel) => {
  const { column, reading } = blocksOf(matching, panel);
  const means = column("types", "Mean matching");
  expect(valuesOf(means)).toEqual(near([0.5679382131, 0.8508659839, 0.5595371147], 8));
  const halves = means.map((mean) => (isEstimate(mean) ? (mean.high - mean.low) / 2 : 0));
  // the bootstraps' standard deviations are .00399, .00267 and .00346, each known to some 7 %
  [0.00399, 0.00267, 0.00346].forEach((deviation, at) => {
    expect(Math.abs((halves[at] ?? 0) / 1.96 / deviation - 1)).toBeLessThan(0.2);
  });
  expect(reading("types").verdict).toEqual({ people: "more", eachOther: "more" });
});

panelTest("CIFAR-10N: twenty-one careless answers by a new person change no headline", (panel) => {
  const { n, raters } = panel;
  // the first class, whatever the picture, on 21 of the items that the machines predicted
  const careless = human(
    "newcomer",
    Array.from({ length: n }, (_, item) => (item < n - 21 ? -1 : 0)),
  );
  const people = [...raters.filter(({ source }) => source === "column"), careless];
  const machines = raters.filter(({ kind }) => kind === "machine");
  const with21 = { ...panel, raters: [...people, aggregated(people, n), ...machines] };
  const [before, after] = [blocksOf(matching, panel), blocksOf(matching, with21)];
  for (const id of ["types", "groups"]) {
    expect(after.reading(id)).toEqual(before.reading(id));
    expect(after.table(id)).toEqual(before.table(id));
  }
  expect(after.reading("pairs")).toEqual(before.reading("pairs"));
  // left out of the matrix, and named beside it
  expect(after.heatMap("pairs").panels[0]?.rows).toEqual(before.heatMap("pairs").panels[0]?.rows);
  for (const id of ["pairs", "types", "groups"]) {
    expect(after.find(id).items).toContain("newcomer");
    expect(before.find(id).items).not.toContain("newcomer");
  }
  // nor do means over pairs elsewhere, or the matrices of shared mistakes, which add up cases
  const pairMeans = (study: typeof panel) => blocksOf(beyond, study, { resamples: 100 }).table("pair-means");
  expect(pairMeans(with21)).toEqual(pairMeans(panel));
  const incorrect = (study: typeof panel) => blocksOf(confusion, study).reading("incorrect");
  expect(incorrect(with21)).toEqual(incorrect(panel));
  const testOne = (study: typeof panel) => blocksOf(tests, study).table("test-1");
  expect(testOne(with21)).toEqual(testOne(panel));
});
