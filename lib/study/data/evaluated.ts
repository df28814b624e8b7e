import { counted } from "#lib/numbers.ts";
import { failedMachines } from "#lib/study/data/failed.ts";
import { memoise } from "#lib/study/data/memoise.ts";
import { namesOf } from "#lib/study/data/names.ts";
import { type Study, type StudyRater, humansOf, isSingleHuman, machinesOf } from "#lib/study/data/study.ts";

/** The items and raters of a joint comparison: everyone in it answered all of the items. */
export type Evaluated = {
  /** indices in 0 … n−1, ascending; gold is known and all of `raters` answered */
  items: Int32Array;
  /** in the study's order */
  raters: readonly StudyRater[];
  leftOut: readonly StudyRater[];
  /** of `raters`: people without their aggregate */
  people: readonly StudyRater[];
  aggregate: StudyRater | undefined;
  machines: readonly StudyRater[];
  /** the machines without those whose training failed: means and tests are over these */
  sound: readonly StudyRater[];
  failed: readonly StudyRater[];
  /** for Block.items: how many, of whom, and who was left out */
  sentence: string;
};

/** A rater is compared if at least this share of the items is left with them. */
export const minShare = 0.5;

/** Items from which on a verdict is given: below, one item more or less can turn it. */
export const leastForVerdict = 30;

/** The items that comparisons start from, and the machines that predicted them all. */
type Base = { items: Int32Array; machines: readonly StudyRater[] };

/** Items with gold that all machines predicted; without machines, those that the busiest human answered. */
export const answeredBase = memoise((study: Study): Base => {
  const all = Int32Array.from({ length: study.n }, (_, item) => item);
  return baseAmong(study, answeredAmong(all, { answers: study.gold }));
});

/** The same with or without gold, for what needs none. */
export const answeredBaseWithoutGold = memoise((study: Study): Base =>
  baseAmong(
    study,
    Int32Array.from({ length: study.n }, (_, item) => item),
  ),
);

function baseAmong(study: Study, among: Int32Array): Base {
  const machines = busiestFirst(machinesOf(study), among);
  // A run that predicted far less than the others do (stopped early, say) does not set the base.
  const usual = machines[machines.length >> 1]?.n ?? 0;
  let items = among;
  const joined: StudyRater[] = [];
  for (const { rater, n } of machines) {
    if (n < minShare * usual) continue;
    const rest = answeredAmong(items, rater);
    if (rest.length < minShare * Math.min(items.length, usual)) continue;
    items = rest;
    joined.push(rater);
  }
  if (joined.length > 0) return { items, machines: joined };
  const [human] = busiestFirst(humansOf(study), among);
  return { items: human ? answeredAmong(among, human.rater) : new Int32Array(0), machines: [] };
}

/** Raters with an answer to these items, those with the most answers first. */
export const busiestFirst = (raters: readonly StudyRater[], items: Int32Array) =>
  raters
    .map((rater) => ({ rater, n: countAnswered(items, rater) }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n);

/**
 * The largest sensible joint comparison. It starts from the items of `answeredBase`. Humans join, the
 * busiest first, unless fewer than half of those items would be left: someone who labelled only deferred
 * items must not shrink the comparison to nothing.
 * @returns no items when gold is unknown everywhere or nobody answered
 */
export const evaluated = memoise((study: Study): Evaluated => {
  const base = answeredBase(study);
  const known = answeredAmong(
    Int32Array.from({ length: study.n }, (_, item) => item),
    { answers: study.gold },
  );
  let { items } = base;
  const joined = new Set(base.machines);
  for (const { rater } of busiestFirst(humansOf(study), known)) {
    const rest = answeredAmong(items, rater);
    if (rest.length === 0 || rest.length < minShare * base.items.length) continue;
    items = rest;
    joined.add(rater);
  }
  const raters = study.raters.filter((rater) => joined.has(rater));
  const leftOut = study.raters.filter((rater) => !joined.has(rater));
  const machines = raters.filter(({ kind }) => kind === "machine");
  const failed = failedMachines(study);
  return {
    items,
    raters,
    leftOut,
    people: raters.filter(isSingleHuman),
    aggregate: raters.find(({ source }) => source === "aggregate"),
    machines,
    sound: machines.filter((machine) => !failed.includes(machine)),
    failed: machines.filter((machine) => failed.includes(machine)),
    sentence: sentenceOf(items.length, raters, leftOut),
  };
});

function countAnswered(items: Int32Array, { answers }: StudyRater): number {
  let n = 0;
  for (let at = 0; at < items.length; at++) if (answers[items[at]!] !== -1) n++;
  return n;
}

/** The items with an answer; a plain loop, since every section looks at every rater. */
export function answeredAmong(items: Int32Array, { answers }: Pick<StudyRater, "answers">): Int32Array {
  const answered = new Int32Array(items.length);
  let n = 0;
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    if (answers[item] !== -1) answered[n++] = item;
  }
  return answered.slice(0, n);
}

function sentenceOf(n: number, raters: readonly StudyRater[], leftOut: readonly StudyRater[]): string {
  if (n === 0) return "no item has a gold label and an answer";
  const who = raters.length === 1 ? `${namesOf(raters)} answered` : `all ${raters.length} raters answered`;
  const without = leftOut.length === 0 ? "" : `; left out, with too few answers to them: ${namesOf(leftOut)}`;
  return `${counted(n)} item${n === 1 ? "" : "s"} with gold that ${who}${without}`;
}
