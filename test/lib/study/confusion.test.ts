import type { Leads } from "#lib/items/leads.ts";
import { expect, test } from "vitest";
import { maxShown, shownClasses } from "#lib/study/confusion/class-matrix.ts";
import { confusion } from "#lib/study/confusion/section.ts";
import { talliesOf } from "#lib/study/data/tallies.ts";
import { allWrongAnswers } from "#lib/study/data/wrong-answers.ts";
import { panelTest } from "#test/study/panel-test.ts";
import { blocksOf, human, machine, near, smallStudy, studyOf } from "./small.ts";

const sum = (values: readonly (number | null)[]) =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

test("matrices of incorrect answers, counted by hand", () => {
  const [hh, mm, hm] = blocksOf(confusion, smallStudy()).heatMap("incorrect").panels;
  // ann and ben are both wrong on items 1 (dog, dog), 2 (dog, frog), 5 (cat, cat), 9 (cat, dog)
  expect(hh?.title).toBe("human–human, n = 4");
  expect(hh?.values).toEqual(near([2 / 3, 1 / 3, 0, 1 / 4, 1 / 2, 1 / 4, 0, 1, 0]));
  expect(mm?.values).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  expect(hm?.title).toBe("human–machine, n = 15, rows: the person");
  expect(hm?.values).toEqual(near([1, 0, 0, 1 / 3, 1 / 3, 1 / 3, 0, 0, 1]));
});

test("the same as shares of all cases", () => {
  const of = blocksOf(confusion, smallStudy(), { matrices: "total" });
  const [hh, mm, hm] = of.heatMap("incorrect").panels;
  expect(hh?.values).toEqual([0.25, 0.125, 0, 0.125, 0.25, 0.125, 0, 0.125, 0]);
  expect(mm?.values).toEqual(near([0.4, 0, 0, 0, 0.4, 0, 0, 0, 0.2]));
  expect(hm?.values).toEqual(near([6, 0, 0, 2, 2, 2, 0, 0, 3].map((count) => count / 15)));
  for (const { values } of of.heatMap("incorrect").panels) expect(sum(values)).toBeCloseTo(1, 12);
});

test("each row sums to 1, each difference to 0, and the table holds every number", () => {
  const { heatMap, table } = blocksOf(confusion, smallStudy());
  for (const { values } of heatMap("incorrect").panels) expect(sum(values)).toBeCloseTo(3, 12);
  const differences = heatMap("incorrect-differences").panels;
  expect(differences).toHaveLength(3);
  for (const { values } of differences) expect(sum(values)).toBeCloseTo(0, 12);
  expect(table("incorrect").rows.flatMap((row) => row.slice(2))).toEqual(
    heatMap("incorrect").panels.flatMap(({ values }) => values),
  );
});

test("a cell leads to the pair that makes this mistake most often, in the cell's order", () => {
  const study = smallStudy();
  const [hh, , hm] = allWrongAnswers(study, talliesOf(study), "total").types;
  const saidIn = (leads: Leads | null | undefined) =>
    new URLSearchParams(leads?.search).getAll("said").slice(0, 2);
  expect(saidIn(hh?.leads(1, 2))).toEqual(["person-ann:1", "person-ben:2"]);
  expect(saidIn(hh?.leads(2, 1))).toEqual(["person-ben:2", "person-ann:1"]);
  expect(hh?.leads(0, 2)).toBeNull();
  expect(saidIn(hm?.leads(0, 0))).toEqual(["person-ann:0", "run-ce:0"]);
});

test("against gold: rows sum to 1, ben's counted by hand, cells lead to pictures", () => {
  const { panels } = blocksOf(confusion, smallStudy()).heatMap("against-gold");
  expect(panels.map(({ title }) => title)).toEqual([
    "ann, n = 13",
    "ben, n = 12",
    "ce, n = 12",
    "jocor, n = 12",
  ]);
  expect(panels[1]?.values).toEqual([2 / 4, 1 / 4, 1 / 4, 1 / 4, 2 / 4, 1 / 4, 1 / 4, 1 / 4, 2 / 4]);
  const search = "said=gold%3A0&said=person-ben%3A1&gold=data";
  expect(panels[1]?.leads?.[1]).toEqual({ search, n: 1, of: 4 });
});

test("one rater against another: the routing machine with each human, then the two most different machines", () => {
  const { heatMap, reading } = blocksOf(confusion, { ...smallStudy(), activeRater: "run-jocor" });
  expect(heatMap("between-raters").panels.map(({ title }) => title)).toEqual([
    "ann (rows), jocor (columns), n = 12",
    "ben (rows), jocor (columns), n = 12",
    "ce (rows), jocor (columns), n = 12",
  ]);
  // ce and jocor differ on items 1 and 6
  expect(reading("between-raters")).toMatchObject({
    verdict: "least alike",
    numbers: { names: ["ce", "jocor"], agreement: 10 / 12 },
  });
});

test("the aggregate is in no pair, but is shown against gold", () => {
  const study = smallStudy();
  const all = human("aggregate", [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "aggregate");
  const withAll = { ...study, raters: [...study.raters, all] };
  const panels = (of: typeof study) => blocksOf(confusion, of).heatMap("incorrect").panels;
  expect(panels(withAll)).toEqual(panels(study));
  expect(blocksOf(confusion, withAll).heatMap("against-gold").panels).toHaveLength(5);
});

test("one kind of rater alone, nobody wrong, no gold: what is left is shown, the rest refused", () => {
  const alone = blocksOf(confusion, studyOf([machine("ce", [0, 1, 1])], [0, 1, 2]));
  expect(alone.refusal("incorrect")).toBe("shared mistakes");
  expect(alone.refusal("incorrect-differences")).not.toBeNull();
  expect(alone.heatMap("against-gold").panels).toHaveLength(1);
  const blank = blocksOf(confusion, studyOf([human("ann", [0, 1]), machine("ce", [0, 1])], [-1, -1]));
  expect(blank.blocks.map(({ id }) => blank.refusal(id))).not.toContain(null);
});

test("of many classes those with the most weight are shown, in their own order", () => {
  const shown = shownClasses(100, (at) => (at % 4 === 3 ? 1 : 0));
  expect(shown).toHaveLength(maxShown);
  expect(shown.every((at) => at % 4 === 3)).toBe(true);
  expect(shown).toEqual([...shown].sort((a, b) => a - b));
  expect(shownClasses(3, () => 0)).toEqual([0, 1, 2]);
});

test("any two raters against one another, as chosen; one and the same, or nobody, is the usual choice", () => {
  const study = smallStudy();
  const titles = (one: string, other: string) =>
    blocksOf(confusion, study, { one, other })
      .heatMap("between-raters")
      .panels.map(({ title }) => title);
  expect(
    blocksOf(confusion, study, { one: "run-ce", other: "run-jocor" }).reading("between-raters"),
  ).toMatchObject({ verdict: "chosen", numbers: { agreement: 10 / 12 } });
  expect(titles("run-jocor", "person-ann")).toEqual(["jocor (rows), ann (columns), n = 12"]);
  const usual = titles("", "");
  expect(usual.length).toBeGreaterThan(1);
  expect(titles("person-ann", "person-ann")).toEqual(usual);
  expect(titles("person-ann", "nobody")).toEqual(usual);
});

// Counted with NumPy from the published labels and the panel's predictions.
panelTest("CIFAR-10N: cases and shared mistakes of the three matrices", (panel) => {
  const { types, leftOut } = allWrongAnswers(panel, talliesOf(panel), "total");
  expect(leftOut).toBe("");
  expect(types.map(({ type, n, same }) => [type, n, same / n])).toEqual([
    ["human–human", 7461, expect.closeTo(0.38198633, 7)],
    ["machine–machine", 97_700, expect.closeTo(0.81463664, 7)],
    ["human–machine", 17_807, expect.closeTo(0.34699837, 7)],
  ]);
  const { reading } = blocksOf(confusion, panel);
  expect(reading("against-gold").numbers["worst"]).toMatchObject([
    { kind: "human", gold: "truck", answer: "automobile" },
    { kind: "machine", gold: "dog", answer: "cat" },
  ]);
});
