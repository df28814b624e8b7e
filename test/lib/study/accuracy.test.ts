import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluated } from "#lib/study/data/evaluated.ts";
import { isEstimate } from "#lib/figures/format.ts";
import { accuracy } from "#lib/study/accuracy/section.ts";
import { panelTest } from "#test/study/panel-test.ts";
import { blocksOf, human, machine, near, smallStudy, studyOf, valuesOf } from "./small.ts";

test("accuracies on the twelve common items, and on all of each rater's own", () => {
  const { table } = blocksOf(accuracy, smallStudy());
  expect(evaluated(smallStudy())).toMatchObject({ items: { length: 12 }, raters: { length: 4 } });
  expect(table("accuracy").rows.map(([name]) => name)).toEqual(["ann", "ben", "ce", "jocor"]);
});

test("the small study's numbers are those counted by hand, each in its interval", () => {
  const study = blocksOf(accuracy, smallStudy());
  expect(valuesOf(study.column("accuracy", "Accuracy"))).toEqual([7 / 12, 6 / 12, 7 / 12, 5 / 12]);
  expect(valuesOf(study.column("accuracy", "On all answered"))).toEqual([8 / 13, 6 / 12, 7 / 12, 5 / 12]);
  expect(study.column("accuracy", "Items answered")).toEqual([13, 12, 12, 12]);
  for (const cell of study.column("accuracy", "Accuracy")) {
    if (!isEstimate(cell)) throw new Error("An accuracy has no interval.");
    expect(cell.low).toBeLessThan(cell.value);
    expect(cell.high).toBeGreaterThan(cell.value);
  }
});

test("who is best of people and of machines, and how many machines are better than every person", () => {
  const { reading } = blocksOf(accuracy, smallStudy());
  expect(reading("accuracy")).toMatchObject({
    verdict: "a person leads",
    numbers: {
      person: { name: "ann", accuracy: 7 / 12 },
      machine: { name: "ce", accuracy: 7 / 12 },
      aggregate: null,
      abovePeople: 0,
      failed: [],
    },
  });
});

test("noise is what differs from gold; the items to learn from are those no machine predicted", () => {
  const { column } = blocksOf(accuracy, smallStudy());
  expect(valuesOf(column("noise", "Noise"))).toEqual(near([5 / 13, 6 / 12]));
  expect(valuesOf(column("noise", "On training items"))).toEqual([0, null]);
  expect(column("noise", "Machines")).toEqual([2, 0]);
});

test("who labelled a few deferred items is left out and named, and shrinks nothing", () => {
  const few = human("carl", [0, ...Array.from({ length: 13 }, () => -1)]);
  const study = smallStudy();
  const joint = evaluated({ ...study, raters: [...study.raters, few] });
  expect(joint.items).toHaveLength(12);
  expect(joint.leftOut).toEqual([few]);
  expect(joint.sentence).toContain("carl");
  const { column } = blocksOf(accuracy, { ...study, raters: [...study.raters, few] });
  expect(valuesOf(column("accuracy", "Accuracy")).at(-1)).toBeNull();
  expect(valuesOf(column("accuracy", "On all answered")).at(-1)).toBe(1);
});

test("a run that stopped after a few predictions does not set the items either", () => {
  const study = smallStudy();
  const broken = machine("broken", [0, 0, ...Array.from({ length: 12 }, () => -1)]);
  const joint = evaluated({ ...study, raters: [...study.raters, broken] });
  expect([joint.items.length, joint.leftOut.map(({ name }) => name)]).toEqual([12, ["broken"]]);
});

test("whoever is compared answered every evaluated item, and everyone is compared or named as left out", () => {
  const answer = fc.integer({ min: -1, max: 2 });
  fc.assert(
    fc.property(fc.array(fc.tuple(answer, answer, answer, answer, answer), { maxLength: 30 }), (items) => {
      const [gold, a, b, c, d] = [0, 1, 2, 3, 4].map((at) => items.map((item) => item[at]!));
      const study = studyOf([human("a", a!), human("b", b!), machine("c", c!), machine("d", d!)], gold);
      const joint = evaluated(study);
      for (const item of joint.items) {
        expect(study.gold[item]).toBeGreaterThanOrEqual(0);
        for (const { answers } of joint.raters) expect(answers[item]).toBeGreaterThanOrEqual(0);
      }
      expect(joint.raters.length + joint.leftOut.length).toBe(4);
      if (study.raters.some(({ answers }) => answers.some((given, at) => given >= 0 && study.gold[at]! >= 0)))
        expect(joint.items.length).toBeGreaterThan(0);
    }),
  );
});

test("a machine far below the others is named", () => {
  const study = smallStudy();
  const failed = machine("bw", [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0]);
  const { reading } = blocksOf(accuracy, { ...study, raters: [...study.raters, failed] });
  expect(reading("accuracy").numbers).toMatchObject({ failed: [{ name: "bw", accuracy: 0 }], machines: 3 });
});

test("without gold: agreement with the aggregate under its own name, or a refusal", () => {
  const none = [-1, -1, -1, -1];
  const ann = human("ann", [0, 1, 2, 0]);
  const ben = human("ben", [0, 1, 1, -1]);
  const all = human("aggregate", [0, 1, 2, 0], "aggregate");
  const ce = machine("ce", [0, 0, 0, 0]);
  const { column, blocks, reading } = blocksOf(accuracy, studyOf([ann, ben, all, ce], none));
  expect(reading("agreement").numbers).toEqual({ machine: { name: "ce", accuracy: 2 / 4 } });
  expect(blocks.map(({ id }) => id)).toEqual(["agreement"]);
  expect(valuesOf(column("agreement", "Agreement"))).toEqual([1, 2 / 3, 2 / 4]);
  expect(blocksOf(accuracy, studyOf([ann, ce], none)).refusal("agreement")).toBe("gold");
});

test("nobody's items in common: each rater on its own items, and nobody is best", () => {
  const study = studyOf([human("ann", [0, 1, -1, -1]), machine("ce", [-1, -1, 0, 2])], [0, 0, 0, 2]);
  const { find, column } = blocksOf(accuracy, study);
  expect(find("accuracy").body).toMatchObject({ figure: { rows: { length: 1 } } });
  expect(valuesOf(column("accuracy", "On all answered"))).toEqual([1 / 2, 1]);
});

// ../shared/data/README.md: measured from the published label file; the machines' from test/fixtures/panel/panel.json
panelTest("CIFAR-10N: accuracies of the last 10,000 and of all 50,000 images", (panel) => {
  const { column, reading } = blocksOf(accuracy, panel);
  expect(evaluated(panel).items).toHaveLength(10_000);
  expect(evaluated(panel).leftOut).toEqual([]);
  expect(reading("accuracy")).toMatchObject({
    verdict: "some machines lead",
    numbers: {
      person: { name: "human3", accuracy: 0.8323 },
      machines: 13,
      abovePeople: 6,
      aboveAggregate: 0,
    },
  });
  expect(valuesOf(column("accuracy", "Accuracy")).slice(0, 3)).toEqual([0.8278, 0.8215, 0.8323]);
  expect(valuesOf(column("accuracy", "On all answered")).slice(0, 3)).toEqual([0.82766, 0.81878, 0.8236]);
  expect(valuesOf(column("accuracy", "Accuracy"))).toContain(0.8533);
  expect(valuesOf(column("noise", "On training items")).slice(0, 3)).toEqual(
    near([0.1724, 0.1819, 0.1786], 4),
  );
});
