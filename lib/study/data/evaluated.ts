import { memoise } from "#lib/study/data/memoise.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";

/** The items and raters of a joint comparison: everyone in it answered all of the items. */
export type Evaluated = {
  /** indices in 0 … n−1, ascending; gold is known and all of `raters` answered */
  items: Int32Array;
  /** in the study's order */
  raters: readonly StudyRater[];
  leftOut: readonly StudyRater[];
  /** for Block.items: how many, of whom, and who was left out */
  sentence: string;
};

/** A rater is compared if at least this share of the items is left with them. */
const leastShare = 0.5;

/**
 * The largest sensible joint comparison. It starts from the items with gold that all machines predicted
 * (without machines: that the busiest human answered). Raters join, the busiest first, unless fewer than
 * half of those items would be left: someone who labelled only deferred items must not shrink the
 * comparison to nothing.
 * @returns no items when gold is unknown everywhere or nobody answered
 */
export const evaluated = memoise((study: Study): Evaluated => {
  const known = answeredAmong(
    Int32Array.from({ length: study.n }, (_, i) => i),
    { answers: study.gold },
  );
  const busiest = (raters: readonly StudyRater[]) =>
    raters
      .map((rater) => ({ rater, n: answeredAmong(known, rater).length }))
      .filter(({ n }) => n > 0)
      .sort((a, b) => b.n - a.n);
  const machines = busiest(study.raters.filter(({ kind }) => kind === "machine"));
  const humans = busiest(study.raters.filter(({ kind }) => kind === "human"));

  // A run that predicted far less than the others do (stopped early, say) does not set the base either.
  const usual = machines[machines.length >> 1]?.n ?? 0;
  let base = known;
  const joined = new Set<StudyRater>();
  for (const { rater, n } of machines) {
    if (n < leastShare * usual) continue;
    const rest = answeredAmong(base, rater);
    if (rest.length < leastShare * Math.min(base.length, usual)) continue;
    base = rest;
    joined.add(rater);
  }
  if (joined.size === 0) base = humans[0] ? answeredAmong(known, humans[0].rater) : new Int32Array(0);

  let items = base;
  for (const { rater } of humans) {
    const rest = answeredAmong(items, rater);
    if (rest.length === 0 || rest.length < leastShare * base.length) continue;
    items = rest;
    joined.add(rater);
  }
  const raters = study.raters.filter((rater) => joined.has(rater));
  const leftOut = study.raters.filter((rater) => !joined.has(rater));
  return {
    items,
    raters,
    leftOut,
    sentence: sentenceOf(items.length, raters, leftOut),
  };
});

/** The items with an answer; a plain loop, since every section looks at every rater. */
function answeredAmong(items: Int32Array, { answers }: Pick<StudyRater, "answers">): Int32Array {
  const kept = new Int32Array(items.length);
  let n = 0;
  for (let at = 0; at < items.length; at++) if (answers[items[at]!]! >= 0) kept[n++] = items[at]!;
  return kept.slice(0, n);
}

/** At most this many names in a sentence. */
const mostNames = 5;

/** "Ann, Ben and 3 more" */
export function namesOf(raters: readonly { name: string }[]): string {
  const names = raters.map(({ name }) => name);
  const shown = names.length > mostNames ? names.slice(0, mostNames - 1) : names;
  if (shown.length < names.length) return `${shown.join(", ")} and ${names.length - shown.length} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** 10000 → "10,000" */
export const counted = (n: number): string => n.toLocaleString("en-GB");

function sentenceOf(n: number, raters: readonly StudyRater[], leftOut: readonly StudyRater[]): string {
  if (n === 0) return "no item has a gold label and an answer";
  const who = raters.length === 1 ? `${namesOf(raters)} answered` : `all ${raters.length} raters answered`;
  const without = leftOut.length === 0 ? "" : `; left out, with too few answers to them: ${namesOf(leftOut)}`;
  return `${counted(n)} item${n === 1 ? "" : "s"} with gold that ${who}${without}`;
}
