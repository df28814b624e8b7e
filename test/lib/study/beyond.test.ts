import { expect, test } from "vitest";
import { fleissKappa } from "#lib/stats/agreement.ts";
import { beyond } from "#lib/study/beyond/section.ts";
import { panelTest } from "#test/study/panel-test.ts";
import { blocksOf, human, machine, near, smallStudy, studyOf, valuesOf } from "./small.ts";

/** The groups of pictures, in their order. */
function picturesOf(of: ReturnType<typeof blocksOf>) {
  const { body } = of.find("deferred");
  if (body.kind !== "pictures") throw new Error("no pictures");
  return body.groups.map(({ itemIds }) => itemIds);
}

test("φ of two raters from their four counts, the same both ways", () => {
  const { heatMap } = blocksOf(beyond, smallStudy(), { order: "given" });
  const [panel] = heatMap("error-correlation").panels;
  const values = panel?.values ?? [];
  expect(panel?.rows).toEqual(["ann", "ben", "ce", "jocor"]);
  // ann and ce, 12 items: both right 5, only ann 2, only ce 2, both wrong 3
  const phi = (5 * 3 - 2 * 2) / Math.sqrt(7 * 5 * 7 * 5);
  expect([values[2], values[8]]).toEqual(near([phi, phi]));
  expect(values[0]).toBeNull();
});

test("kappa needs no gold, chance-level agreement is 0", () => {
  const study = studyOf([human("ann", [0, 0, 1, 1]), human("ben", [0, 1, 0, 1])], [-1, -1, -1, -1]);
  const { heatMap, refusal, column } = blocksOf(beyond, study);
  expect(heatMap("cohen").panels[0]?.values).toEqual([null, 0, 0, null]);
  expect(refusal("error-correlation")).toBe("two raters with gold");
  expect(column("group-agreement", "Items")).toEqual([4, 4]);
});

test("every pair has its interval and its items; means by kind of pair lie among the pairs", () => {
  const { table, column } = blocksOf(beyond, smallStudy(), { order: "given" });
  for (const id of ["error-correlation", "cohen"]) {
    const { rows } = table(id);
    expect(rows.map(([first, second]) => [first, second])).toEqual([
      ["ann", "ben"],
      ["ann", "ce"],
      ["ann", "jocor"],
      ["ben", "ce"],
      ["ben", "jocor"],
      ["ce", "jocor"],
    ]);
    for (const [, , cell, n] of rows) {
      if (typeof cell !== "object" || cell === null) throw new Error("no interval");
      expect(cell.low).toBeLessThan(cell.value);
      expect(cell.high).toBeGreaterThan(cell.value);
      // κ also stands on the item without gold, which all four answered
      expect(n).toBe(id === "cohen" ? 13 : 12);
    }
  }
  expect(column("pair-means", "Pairs")).toEqual([1, 1, 4, 1, 1, 4]);
  const [hh, mm, hm] = valuesOf(column("pair-means", "Mean"));
  const phi = valuesOf(column("error-correlation", "φ")).map(Number);
  expect([hh, mm]).toEqual([phi[0], phi[5]]);
  expect(hm).toBeCloseTo(phi.slice(1, 5).reduce((sum, value) => sum + value, 0) / 4, 12);
});

test("kappa is the same whether or not the sums of items with gold can serve", () => {
  const { raters, gold } = smallStudy();
  const common = (truth: readonly number[]) =>
    blocksOf(beyond, studyOf(raters, truth), { order: "given" }).table("cohen").rows;
  const all = Array.from(gold, (label) => Math.max(0, label));
  expect(common(all)).toEqual(common(Array.from(gold)));
});

test("alpha takes missing answers, Fleiss' kappa leaves out who has too few", () => {
  const ann = [0, 0, 1, 1, 2, 2];
  const ben = [0, 1, 1, 1, 2, 0];
  const study = studyOf(
    [human("ann", ann), human("ben", ben), human("carl", [0, -1, -1, -1, -1, -1])],
    [0, 0, 1, 1, 2, 2],
  );
  const { column } = blocksOf(beyond, study);
  expect(column("group-agreement", "Raters")).toEqual([2, 3]);
  expect(column("group-agreement", "Items")).toEqual([6, 6]);
  const votes = ann.flatMap((a, i) => [0, 1, 2].map((k) => +(a === k) + +(ben[i] === k)));
  const [kappa] = valuesOf(column("group-agreement", "Value"));
  expect(kappa).toBeCloseTo(fleissKappa(votes, 3) ?? NaN, 12);
});

test("reliability of a machine with two levels of confidence", () => {
  // ten items at 0.7, five of them right; ten at 0.9, all right
  const confidence = Float32Array.from({ length: 20 }, (_, i) => (i < 10 ? 0.7 : 0.9));
  const answers = Array.from({ length: 20 }, (_, i) => (i < 5 ? 1 : 0));
  const { column, reading } = blocksOf(
    beyond,
    studyOf([machine("ce", answers, { confidence })], new Array<number>(20).fill(0)),
  );
  expect(valuesOf(column("reliability", "Accuracy"))).toEqual([0.5, 1]);
  expect(valuesOf(column("calibration", "ECE"))).toEqual(near([0.15], 6));
  // The bin at 0.9 always gives 0.05; hits at 0.7 reach from the 7 that it claims (0.05 in all) down to 2
  // (0.3): turned round 0.15, that is 0 … 0.25.
  const [ece] = column("calibration", "ECE");
  expect(ece).toMatchObject({
    low: expect.closeTo(0, 1) as unknown,
    high: expect.closeTo(0.25, 1) as unknown,
  });
  expect(reading("reliability")).toMatchObject({ verdict: "overconfident", numbers: { accuracy: 0.75 } });
  expect(reading("reliability").numbers["confidence"]).toBeCloseTo(0.8, 6);
  expect(reading("calibration").numbers).toMatchObject({ machines: 1, overconfident: 1, underconfident: 0 });
});

test("accuracy by class: people, machines, and the difference", () => {
  const { table } = blocksOf(beyond, smallStudy());
  // cat (items 0–3): ann 2, ben 2 right; ce 2, jocor 1
  const [cat] = table("classes").rows;
  expect(cat?.slice(0, 4)).toEqual(["cat", 4, 0.5, 0.375]);
  expect(valuesOf([cat?.[4]])).toEqual([0.125]);
});

test("pictures: deferred ones least confident first, kept and wrong ones most confident first", () => {
  const confidence = Float32Array.from([0.5, 0.2, 0.3, 0.6, NaN, 0.7, 0.95, 0.8]);
  const study = studyOf(
    [human("ann", [0, 0, 1, 0, 0, -1, -1, -1]), machine("ce", [1, 1, 1, 0, 1, 1, 1, 0], { confidence })],
    [0, 0, 0, 0, 0, 0, 0, 0],
  );
  const found = blocksOf(beyond, study);
  const groups = picturesOf(found);
  // item ids are places + 1; single precision's 0.6 is a hair above 0.6, so that item is kept
  expect(groups).toEqual([
    // deferred; of these corrected by people, wrong either way; kept and wrong
    [5, 2, 3, 1],
    [5, 2, 1],
    [3],
    [7, 6],
  ]);
  expect(found.reading("deferred").numbers).toEqual({
    machine: "ce",
    judged: 4,
    corrected: 3,
    spoilt: 0,
    bothWrong: 1,
    missed: 2,
  });
});

test("without a machine, or without anyone: what is needed", () => {
  const people = blocksOf(beyond, studyOf(smallStudy().raters.slice(0, 2)));
  expect(people.refusal("reliability")).toBe("machine with gold");
  expect(people.refusal("deferred")).toBe("machine");
  expect(people.refusal("cohen")).toBeNull();
  const nobody = blocksOf(beyond, studyOf([]));
  for (const { id } of nobody.blocks) expect(nobody.refusal(id)).not.toBeNull();
});

panelTest("CIFAR-10N: φ of humans 1 and 2 is .13, machines share more errors than people", (panel) => {
  const { heatMap, find, reading } = blocksOf(beyond, panel);
  const [correlations] = heatMap("error-correlation").panels;
  // counted from the published labels: P(both wrong) = .0502, φ = .13
  expect(correlations?.values[1]).toBeCloseTo(0.13, 2);
  expect(reading("error-correlation").verdict).toBe("more");
  expect(reading("reliability").verdict).toBe("underconfident");
  expect(reading("classes").numbers).toMatchObject({ classes: 10, peopleAhead: 3, machinesAhead: 4 });
  const { body } = find("deferred");
  if (body.kind !== "pictures") throw new Error("no pictures");
  for (const { itemIds } of body.groups) {
    expect(itemIds.length).toBeLessThanOrEqual(24);
    for (const id of itemIds) expect(id).toBeGreaterThan(40_000);
  }
});
