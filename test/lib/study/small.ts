import { expect } from "vitest";
import type { Need } from "#lib/study/needs.ts";
import type { Section } from "#lib/study/section.ts";
import { type StudySettings, studySettings } from "#lib/study/settings.ts";
import type { RaterSource, Study, StudyRater } from "#lib/study/data/study.ts";
import { talliesOf } from "#lib/study/data/tallies.ts";

/**
 * A study small enough to count by hand: 14 items, 3 classes, two people and two machines. Everyone
 * answered items 0 … 11; item 12 has one person's answer, item 13 no gold label.
 *
 *     item      0 1 2 3 4 5 6 7 8 9 10 11 12 13
 */
const gold = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, -1];
const ann = [0, 1, 1, 0, 1, 0, 2, 1, 2, 0, 2, 2, 2, 0];
const ben = [0, 1, 2, 0, 1, 0, 1, 2, 2, 1, 0, 2, -1, 0];
const ce = [0, 0, 2, 1, 1, 0, 1, 1, 2, 0, 2, 1, -1, 0];
const jocor = [0, 1, 2, 1, 1, 0, 2, 1, 2, 0, 2, 1, -1, 0];

export const human = (
  name: string,
  answers: readonly number[],
  source: RaterSource = "person",
): StudyRater => ({
  id: source === "aggregate" ? "aggregate" : `${source}-${name}`,
  name,
  kind: "human",
  source,
  machine: null,
  answers: Int16Array.from(answers),
  responseMs: null,
  version: 0,
});

export const machine = (
  name: string,
  answers: readonly number[],
  said: Partial<NonNullable<StudyRater["machine"]>> = {},
): StudyRater => ({
  id: `run-${name}`,
  name,
  kind: "machine",
  source: "run",
  machine: {
    method: name,
    backbone: "quick",
    labels: "ann",
    group: "from scratch",
    probabilities: new Float32Array(answers.length * 3),
    confidence: new Float32Array(answers.length),
    ...said,
  },
  answers: Int16Array.from(answers),
  responseMs: null,
  version: 0,
});

export function studyOf(raters: readonly StudyRater[], truth: readonly number[] = gold): Study {
  return {
    n: truth.length,
    classes: ["cat", "dog", "frog"],
    gold: Int16Array.from(truth),
    itemIds: Int32Array.from(truth, (_, at) => at + 1),
    raters,
    eta: 0.6,
    activeRater: null,
  };
}

export const smallStudy = (): Study =>
  studyOf([
    human("ann", ann),
    human("ben", ben),
    machine("ce", ce),
    machine("jocor", jocor, { group: "two networks" }),
  ]);

/** The section's blocks by id, at default settings unless told otherwise. */
export function blocksOf(section: Section, study: Study, settings: Partial<StudySettings> = {}) {
  const blocks = section.compute(study, { ...studySettings.parse({}), ...settings }, talliesOf(study));
  const find = (id: string) => {
    const block = blocks.find((one) => one.id === id);
    if (!block) throw new Error(`There is no block ${id}.`);
    return block;
  };
  const table = (id: string) => {
    const { body } = find(id);
    if (body.kind !== "table" && body.kind !== "figure") throw new Error(`Block ${id} has no table.`);
    return body.table;
  };
  const heatMap = (id: string) => {
    const { body } = find(id);
    if (body.kind !== "figure" || body.figure.kind !== "heat-map") throw new Error(`${id} is no heat map.`);
    return body.figure;
  };
  /** a column's cells, by the column's name */
  const column = (id: string, name: string) => {
    const { columns, rows } = table(id);
    const at = columns.findIndex((one) => one.name === name);
    if (at < 0) throw new Error(`Block ${id} has no column ${name}.`);
    return rows.map((row) => row[at] ?? null);
  };
  /** what it needs; null for a block that was computed */
  const refusal = (id: string): Need | null => {
    const { body } = find(id);
    return body.kind === "refusal" ? body.need : null;
  };
  /** what it found */
  const reading = (id: string) => {
    const { reading: found } = find(id);
    if (!found) throw new Error(`Block ${id} has no reading.`);
    return found;
  };
  return { blocks, find, table, heatMap, column, refusal, reading };
}

/** The values of estimates, the numbers of numbers. */
export const valuesOf = (cells: readonly unknown[]): unknown[] =>
  cells.map((cell) => (typeof cell === "object" && cell !== null && "value" in cell ? cell.value : cell));

/** Numbers to compare with, equal up to rounding. */
export const near = (values: readonly number[], digits = 9): unknown[] =>
  values.map((value): unknown => expect.closeTo(value, digits));
