import { expect, test } from "vitest";
import { computeSection } from "#lib/study/compute.ts";
import { confusion } from "#lib/study/confusion/section.ts";
import { aggregateAnswer } from "#lib/study/data/aggregate.ts";
import { commonWithGold } from "#lib/study/data/common.ts";
import { withPooledPeople } from "#lib/study/data/pooled.ts";
import { talliesOf } from "#lib/study/data/tallies.ts";
import { studySettings } from "#lib/study/settings.ts";
import { tests } from "#lib/study/tests/section.ts";
import { blocksOf, human, machine, smallStudy, studyOf } from "./small.ts";

const settings = studySettings.parse({});

test("few items give numbers and no verdict", () => {
  const study = smallStudy();
  const [block] = computeSection(tests, study, settings, talliesOf(study));
  expect(blocksOf(tests, study).reading("test-1").verdict).toBe("not significant");
  expect(block?.reading?.verdict).toBeNull();
  expect(block?.reading?.text).toMatch(/^\d+ items/);
  expect(block?.body.kind).toBe("table");
});

test("with two classes, what two raters say when both are wrong is refused", () => {
  const raters = [
    machine("a", [1, 1, 0]),
    machine("b", [1, 0, 0]),
    human("c", [1, 1, 0]),
    human("d", [1, 0, 0]),
  ];
  const two = { ...studyOf(raters, [0, 0, 0]), classes: ["cat", "dog"] };
  const blocks = [...blocksOf(confusion, two).blocks.slice(0, 2), ...blocksOf(tests, two).blocks];
  for (const { id, body } of blocks)
    expect(body, id).toMatchObject({ kind: "refusal", need: "three classes" });
});

test("people who have divided the work are one rater, with one answer an item; somebody who answered half is not pooled", () => {
  const n = 40;
  const divided = ["ann", "ben", "cleo"].map((name, who) =>
    human(
      name,
      Array.from({ length: n }, (_, i) => (i % 3 === who ? i % 2 : -1)),
    ),
  );
  const ce = machine(
    "ce",
    Array.from({ length: n }, (_, i) => i % 3),
  );
  const gold = Array.from({ length: n }, (_, i) => i % 3);
  const study = studyOf([...divided, ce], gold);
  const pooled = withPooledPeople(study);
  expect(pooled.raters.map(({ id }) => id)).toEqual(["people", "run-ce"]);
  expect([...(pooled.raters[0]?.answers ?? [])]).toEqual(Array.from({ length: n }, (_, i) => i % 2));
  const busy = studyOf([...divided, human("dora", gold), ce], gold);
  expect(withPooledPeople(busy)).toBe(busy);
});

test("all types of pairs stand on the same items, also where people answered only some", () => {
  const n = 120;
  const gold = Array.from({ length: n }, () => 0);
  const some = (label: number) => Array.from({ length: n }, (_, i) => (i < 40 ? label : -1));
  const all = (label: number) => Array.from({ length: n }, () => label);
  const raters = [human("a", some(1)), human("b", some(2)), machine("c", all(1)), machine("d", all(1))];
  const shared = commonWithGold(studyOf(raters, gold));
  const [a, b, c, d] = shared.study.raters;
  for (const [x, y] of [
    [a, b],
    [a, c],
    [c, d],
  ] as const)
    expect(shared.tallies.pair(x!, y!).n).toBe(40);
});

test("a tie is drawn by the item: neither the first class nor the first person has it always", () => {
  const n = 400;
  const [one, other] = [
    human("one", new Array<number>(n).fill(0)),
    human("other", new Array<number>(n).fill(1)),
  ];
  const drawn = Array.from({ length: n }, (_, item) => aggregateAnswer([one, other], item));
  const ones = drawn.filter((label) => label === 1).length;
  expect(Math.abs(ones - n / 2)).toBeLessThan(3 * Math.sqrt(n / 4));
  expect(drawn).toEqual(Array.from({ length: n }, (_, item) => aggregateAnswer([other, one], item)));
});
