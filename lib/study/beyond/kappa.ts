import { cohenKappa } from "#lib/stats/agreement.ts";
import { cohenInfluence } from "#lib/stats/influence.ts";
import type { PairMeasure, PairValue } from "#lib/study/beyond/pair-measure.ts";
import { answeredBaseWithoutGold, minShare } from "#lib/study/data/evaluated.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import { type Tallies, maxMatrixClasses } from "#lib/study/data/tallies.ts";

/**
 * Cohen's κ, over all items that both answered, with gold or without. All pairs look at all items, so the
 * loops have no branches: a missing answer, −1, falls in row or column 0 of a table of K + 1, which counts for nothing.
 */
export function kappaMeasure(study: Study, tallies: Tallies): PairMeasure {
  const { n, gold } = study;
  const K = study.classes.length;
  // Where every item has gold, the sums of other sections are over all items too.
  const tallied = gold.every((label) => label >= 0);
  const min = minShare * answeredBaseWithoutGold(study).items.length;
  const width = K <= maxMatrixClasses ? K + 1 : 0; // with more there is no κ (cohenBlock), and no room for the tables
  const all = new Uint32Array(width * width);
  const padded = new Float64Array(width * width);
  const count = ({ answers: a }: StudyRater, { answers: b }: StudyRater): Uint32Array => {
    all.fill(0);
    for (let i = 0; i < n; i++) all[(a[i]! + 1) * width + b[i]! + 1]!++;
    const counts = new Uint32Array(K * K);
    for (let row = 0; row < K; row++)
      counts.set(all.subarray((row + 1) * width + 1, (row + 2) * width), row * K);
    return counts;
  };
  const of = oncePerPair((first, second) => {
    const counts = tallied ? tallies.pair(first, second).answers : count(first, second);
    const value = cohenKappa(counts, K);
    if (value === null) return null;
    return {
      value,
      n: counts.reduce((sum, cell) => sum + cell, 0),
      counts,
      influence: cohenInfluence(counts, K),
    };
  });
  return {
    letter: "κ",
    of,
    among: {},
    comparable: ([first, second]) => (of(first, second)?.n ?? 0) >= min,
    groups: n,
    sizes: null,
    add: (into, [{ answers: a }, { answers: b }], influence) => {
      for (let row = 0; row < K; row++)
        padded.set(influence.subarray(row * K, (row + 1) * K), (row + 1) * width + 1);
      for (let i = 0; i < n; i++) into[i]! += padded[(a[i]! + 1) * width + b[i]! + 1]!;
    },
  };
}

/** Remembers what was computed of a pair. */
function oncePerPair(compute: PairMeasure["of"]): PairMeasure["of"] {
  const known = new Map<string, PairValue | null>();
  return (first, second) => {
    const key = `${first.id}/${second.id}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const now = compute(first, second);
    known.set(key, now);
    return now;
  };
}
