import { cohenKappa } from "#lib/stats/agreement.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { errorCorrelation } from "#lib/stats/matching.ts";
import { cohenInfluence, phiInfluence } from "#lib/stats/influence.ts";
import { rightPatterns } from "#lib/study/data/patterns.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import { type Tallies, mostClasses } from "#lib/study/data/tallies.ts";
import { type PairType, type RaterPair, pairsOf } from "#lib/study/data/wrong-answers.ts";

/** Symmetric statistics of two raters, with intervals that take the items as the sample. */

/** A statistic of one pair: in which cell an item falls, how many fall there, and how far each moves it. */
export type PairValue = {
  value: number;
  /** items it stands on */
  n: number;
  /** items by cell, and the move of one of them */
  counts: ArrayLike<number>;
  influence: Float64Array;
};

export type PairMeasure = {
  /** as formulas write it */
  letter: string;
  /** null where the statistic is undefined */
  of: (first: StudyRater, second: StudyRater) => PairValue | null;
  /** items, or groups of items that are alike to every pair */
  groups: number;
  /** items in a group; null where each item is its own */
  sizes: ArrayLike<number> | null;
  /** adds the pair's influence to those of the groups [groups] */
  add: (into: Float64Array, pair: RaterPair, influence: Float64Array) => void;
};

/** The value of a pair with its interval. */
export function estimateOf({ value, counts, influence }: PairValue): Estimate {
  let variance = 0;
  for (let cell = 0; cell < influence.length; cell++) variance += counts[cell]! * influence[cell]! ** 2;
  return normalInterval(value, variance, -1, 1);
}

export type PairMean = { type: PairType; mean: Estimate; pairs: number };

/**
 * Means over the pairs of each type; pairs without a value are left out. All pairs stand on the same items,
 * so how far an item moves each of them is added before it is squared.
 * @param out raters in none of the pairs
 */
export function pairMeans(study: Study, measure: PairMeasure, out: readonly StudyRater[]): PairMean[] {
  return (["human–human", "machine–machine", "human–machine"] as const).flatMap((type): PairMean[] => {
    const sums = new Float64Array(measure.groups);
    let [total, pairs] = [0, 0];
    for (const pair of pairsOf(study, type)) {
      if (pair.some((rater) => out.includes(rater))) continue;
      const found = measure.of(...pair);
      if (!found) continue;
      total += found.value;
      pairs++;
      measure.add(sums, pair, found.influence);
    }
    if (pairs === 0) return [];
    const squares = sums.reduce(
      (sum, influence, at) => sum + (measure.sizes?.[at] ?? 1) * influence * influence,
      0,
    );
    return [{ type, mean: normalInterval(total / pairs, squares / pairs ** 2, -1, 1), pairs }];
  });
}

/** Correlation φ of errors, over the items with gold that both answered. */
export function phiMeasure(study: Study, tallies: Tallies): PairMeasure {
  const patterns = rightPatterns(study);
  return {
    letter: "φ",
    of: (first, second) => {
      const tally = tallies.pair(first, second);
      const value = errorCorrelation(tally);
      if (value === null) return null;
      const counts = [tally.bothWrong, tally.onlySecond, tally.onlyFirst, tally.bothRight];
      return { value, n: tally.n, counts, influence: phiInfluence(counts) };
    },
    groups: patterns.counts.length,
    sizes: patterns.counts,
    add: (into, [first, second], influence) => {
      const [x, y] = [patterns.of(first), patterns.of(second)];
      for (let at = 0; at < into.length; at++)
        if (x[at]! < 2 && y[at]! < 2) into[at]! += influence[2 * x[at]! + y[at]!]!;
    },
  };
}

/**
 * Cohen's κ, over all items that both answered, with gold or without. All pairs look at all items, so the
 * loops have no branches: a missing answer, −1, falls in row or column 0 of a table of K + 1, which counts for nothing.
 */
export function kappaMeasure({ n, gold, classes: { length: K } }: Study, tallies: Tallies): PairMeasure {
  // Where every item has gold, the sums of other sections are over all items too.
  const counted = gold.every((label) => label >= 0);
  const known = new Map<string, PairValue | null>();
  const width = K <= mostClasses ? K + 1 : 0; // with more there is no κ (cohenBlock), and no room for the tables
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
  const computed = (first: StudyRater, second: StudyRater): PairValue | null => {
    const counts = counted ? tallies.pair(first, second).answers : count(first, second);
    const value = cohenKappa(counts, K);
    if (value === null) return null;
    return {
      value,
      n: counts.reduce((sum, count) => sum + count, 0),
      counts,
      influence: cohenInfluence(counts, K),
    };
  };
  return {
    letter: "κ",
    of: (first, second) => {
      const key = `${first.id}/${second.id}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const now = computed(first, second);
      known.set(key, now);
      return now;
    },
    groups: n,
    sizes: null,
    add: (into, [{ answers: a }, { answers: b }], influence) => {
      for (let row = 0; row < K; row++)
        padded.set(influence.subarray(row * K, (row + 1) * K), (row + 1) * width + 1);
      for (let i = 0; i < n; i++) into[i]! += padded[(a[i]! + 1) * width + b[i]! + 1]!;
    },
  };
}
