import { expect, expectTypeOf, test } from "vitest";
import { sections } from "#lib/study/index.ts";
import type { accuracy } from "#lib/study/accuracy/section.ts";
import { takeaway } from "#lib/study/takeaway.ts";
import { needs } from "#lib/study/needs.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import { blocksOf, human, machine, smallStudy, studyOf } from "./small.ts";

/** Everything that a section can show something of: times, gold, people with their aggregate, machines, confidences. */
function fullStudy() {
  const n = 60;
  const column = (right: number) =>
    Array.from({ length: n }, (_, i) => (i % right === 0 ? (i + 1) % 3 : i % 3));
  const confidence = Float32Array.from({ length: n }, (_, i) => 0.4 + (i % 7) / 12);
  const people = [3, 4, 5].map((right) => ({
    ...human(`person ${right}`, column(right)),
    responseMs: Float64Array.from({ length: n }, (_, i) => 500 + 37 * (i % 11)),
  }));
  return studyOf(
    [
      ...people,
      human("aggregate", column(7), "aggregate"),
      ...[2, 6, 8].map((right) => machine(`machine ${right}`, column(right), { confidence })),
    ],
    Array.from({ length: n }, (_, i) => i % 3),
  );
}

const others: Partial<StudySettings>[] = [
  { bins: 4 },
  { seed: 2 },
  { resamples: 100 },
  { fit: 0.3 },
  { order: "accuracy" },
  { one: "run-machine 2", other: "person-person 3" },
];

test("a setting changes a section exactly where it is declared", () => {
  const study = fullStudy();
  const blocks = (section: (typeof sections)[number], settings: Partial<StudySettings>) =>
    JSON.stringify(blocksOf(section, study, { bins: 3, ...settings }).blocks);
  for (const section of sections) {
    const usual = blocks(section, {});
    for (const changed of others) {
      const declared = section.settings.some((key) => key in changed);
      expect(blocks(section, changed) !== usual, `${section.id} ${JSON.stringify(changed)}`).toBe(declared);
    }
  }
});

test("every figure says in a line what it shows", () => {
  const figures = sections.flatMap((section) =>
    blocksOf(section, fullStudy()).blocks.filter(({ body }) => body.kind === "figure"),
  );
  expect(figures.length).toBeGreaterThan(15);
  expect(figures.filter(({ reading }) => takeaway(reading) === null).map(({ id }) => id)).toEqual([]);
});

test("a section's compute sees the declared settings and no others, by type", () => {
  expectTypeOf<Parameters<typeof accuracy.compute>[1]>().toEqualTypeOf<
    Pick<StudySettings, "seed" | "resamples">
  >();
});

test("what is missing is one sentence; blocks are plain data", () => {
  for (const sentence of Object.values(needs)) expect(sentence).toMatch(/^[A-Z].*\.$/);
  for (const section of sections)
    for (const study of [fullStudy(), smallStudy(), studyOf([])]) {
      const { blocks } = blocksOf(section, study);
      expect(structuredClone(blocks)).toEqual(blocks);
      for (const { body } of blocks)
        if (body.kind === "refusal") expect(body.sentence).toBe(needs[body.need]);
    }
});
