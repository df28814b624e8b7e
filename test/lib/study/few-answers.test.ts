import fc from "fast-check";
import { expect, test } from "vitest";
import { sections } from "#lib/study/index.ts";
import { computeSection } from "#lib/study/compute.ts";
import { studySettings } from "#lib/study/settings.ts";
import { aggregated } from "#lib/study/data/aggregate.ts";
import { commonWithGold } from "#lib/study/data/common.ts";
import { talliesOf } from "#lib/study/data/tallies.ts";
import { tests } from "#lib/study/tests/section.ts";
import { blocksOf, human, machine, studyOf } from "./small.ts";

const settings = studySettings.parse({ resamples: 100, bins: 3 });

/** Answers of somebody who is right so often, has answered so many, and draws by so much. */
type Rater = { right: number; answered: number; drift: number };
const rater = fc.record({
  right: fc.constantFrom(0, 0.5, 0.8, 1),
  answered: fc.constantFrom(0.05, 0.3, 0.6, 1),
  drift: fc.integer({ min: 1, max: 97 }),
});
const chance = (i: number, drift: number) => ((i + 1) * (drift * 0.6180339887)) % 1;
const answersOf = (
  { right, answered, drift }: Rater,
  gold: readonly number[],
  classes: number,
  all = false,
) =>
  gold.map((label, i) => {
    if (!all && chance(i, drift + 1) > answered) return -1;
    const truth = Math.max(0, label);
    return chance(i, drift) < right ? truth : (truth + 1 + (i % (classes - 1))) % classes;
  });

test("whoever answered how much: every section is computed, with finite numbers and no interval of no width", () => {
  const world = fc.record({
    n: fc.integer({ min: 1, max: 120 }),
    classes: fc.integer({ min: 2, max: 4 }),
    people: fc.array(rater, { maxLength: 3 }),
    machines: fc.array(rater, { maxLength: 3 }),
    known: fc.constantFrom(0, 0.5, 1),
  });
  const property = fc.property(world, ({ n, classes, people, machines, known }) => {
    const gold = Array.from({ length: n }, (_, i) => (chance(i, 7) < known ? i % classes : -1));
    const humans = people.map((of, at) => human(`person ${at}`, answersOf(of, gold, classes)));
    const runs = machines.map((of, at) => {
      const answers = answersOf(of, gold, classes, true);
      const probabilities = new Float32Array(n * classes);
      const confidence = new Float32Array(n);
      answers.forEach((label, i) => {
        const sure = 0.5 + 0.5 * chance(i, of.drift + 2);
        confidence[i] = sure;
        for (let k = 0; k < classes; k++)
          probabilities[i * classes + k] = k === label ? sure : (1 - sure) / (classes - 1);
      });
      return machine(`machine ${at}`, answers, { probabilities, confidence });
    });
    const study = {
      ...studyOf([...humans, ...(humans.length > 0 ? [aggregated(humans, n)] : []), ...runs], gold),
      classes: Array.from({ length: classes }, (_, k) => `class ${k}`),
    };
    for (const section of sections)
      for (const { id, body } of computeSection(section, study, settings, talliesOf(study))) {
        if (body.kind === "refusal" || body.kind === "pictures") continue;
        for (const cell of body.table.rows.flat()) {
          if (typeof cell === "number") expect([id, Number.isFinite(cell)]).toEqual([id, true]);
          if (typeof cell === "object" && cell !== null && cell.value !== null)
            expect([id, cell.low !== cell.high], JSON.stringify(cell)).toEqual([id, true]);
        }
      }
  });
  fc.assert(property, { numRuns: 60 });
});

test("a handful of somebody's answers does not set the items that machines are compared on", () => {
  const gold = Array.from({ length: 400 }, (_, i) => i % 3);
  const of = (drift: number, answered = 1) =>
    answersOf({ right: 0.7, answered, drift }, gold, 3, answered === 1);
  const few = human(
    "few",
    of(5).map((label, i) => (i < 5 ? label : -1)),
  );
  const study = studyOf([few, machine("a", of(11)), machine("b", of(23))], gold);
  expect(commonWithGold(study).study.n).toBe(400);
  // nor do rows that only one of two matrices has stop the tests
  expect(blocksOf(tests, study).blocks).toHaveLength(3);
});
