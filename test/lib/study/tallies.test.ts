import fc from "fast-check";
import { expect, test } from "vitest";
import { maxMatrixClasses, talliesOf } from "#lib/study/data/tallies.ts";
import { human, machine, smallStudy, studyOf } from "./small.ts";

test("counted by hand on three items", () => {
  const [a, b] = [human("a", [0, 1, 1]), human("b", [0, 1, 2])];
  const { own, pair } = talliesOf(studyOf([a, b], [0, 0, 1]));
  expect([own(a).n, own(a).right]).toEqual([3, 2]);
  expect(pair(a, b)).toMatchObject({
    n: 3,
    bothRight: 1,
    onlyFirst: 1,
    onlySecond: 0,
    bothWrong: 1,
    sameWrong: 1,
    agree: 2,
    wrong: Uint32Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0),
  });
});

test("the mirror image is the same tally turned round", () => {
  const study = smallStudy();
  const [first, second] = [study.raters[0]!, study.raters[2]!];
  const direct = talliesOf(study).pair(second, first);
  const tallies = talliesOf(study);
  tallies.pair(first, second);
  expect(tallies.pair(second, first)).toEqual(direct);
});

test("after any changes of answers, in any order, running sums are those of a fresh count", () => {
  const change = fc.record({
    rater: fc.nat(3),
    item: fc.nat(13),
    answer: fc.integer({ min: -1, max: 2 }),
    look: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const small = smallStudy();
      const study = { ...small, raters: small.raters.map((r) => ({ ...r, answers: r.answers.slice() })) };
      const running = talliesOf(study);
      const all = (tallies: typeof running) =>
        study.raters.flatMap((a) => [tallies.own(a), ...study.raters.map((b) => tallies.pair(a, b))]);
      all(running);
      for (const { rater, item, answer, look } of changes) {
        running.change(study.raters[rater]!, item, answer);
        if (look) all(running);
      }
      expect(all(running)).toEqual(all(talliesOf(study)));
    }),
  );
});

test("with very many classes the sums stay and the matrices are left out", () => {
  const [a, b] = [human("a", [0, 300]), machine("b", [0, 299])];
  const study = {
    ...studyOf([a, b], [0, 300]),
    classes: Array.from({ length: maxMatrixClasses + 101 }, String),
  };
  const { pair } = talliesOf(study);
  expect(pair(a, b)).toMatchObject({ n: 2, bothRight: 1, onlyFirst: 1, wrong: new Uint32Array(0) });
});
