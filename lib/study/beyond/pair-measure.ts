import type { ItemFilter } from "#lib/items/filter.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { failedMachines } from "#lib/study/data/failed.ts";
import { type Comparable, type PairType, type RaterPair, pairTypes, pairsOf } from "#lib/study/data/pairs.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";

/** Symmetric statistics of two raters, with intervals that take the items as the sample. */

/** A statistic of one pair: in which cell an item falls, how many fall there, and the influence of each. */
export type PairValue = {
  value: number;
  /** items it stands on */
  n: number;
  /** items by cell, and the influence of one of them */
  counts: ArrayLike<number>;
  influence: Float64Array;
};

export type PairMeasure = {
  /** as formulas write it */
  letter: string;
  /** null where the statistic is undefined */
  of: (first: StudyRater, second: StudyRater) => PairValue | null;
  /** what holds of the items of a pair, besides an answer of both */
  among: Partial<ItemFilter>;
  /** whether a pair shares enough of the items that the statistic is about */
  comparable: Comparable;
  /** items, or groups of items that are alike to every pair */
  groups: number;
  /** items in each group [groups]; null where each item is its own */
  sizes: Uint32Array | null;
  /** adds the pair's influence to those of the groups [groups] */
  add: (into: Float64Array, pair: RaterPair, influence: Float64Array) => void;
};

/** The value of a pair with its interval. */
export function estimateOf({ value, n, counts, influence }: PairValue): Estimate {
  let variance = 0;
  for (const [cell, of] of influence.entries()) variance += (counts[cell] ?? 0) * of ** 2;
  return normalInterval(value, variance, -1, 1, n);
}

export type PairMean = { type: PairType; mean: Estimate; pairs: number };

/**
 * Means over the pairs of each type, without failed machines; pairs without a value, or with too few common
 * items, are left out. All pairs stand on the same items, so an item's influences on all of them are added
 * before they are squared.
 */
export function pairMeans(study: Study, measure: PairMeasure): PairMean[] {
  const failed = failedMachines(study);
  return pairTypes.flatMap((type): PairMean[] => {
    const sums = new Float64Array(measure.groups);
    let [total, pairs] = [0, 0];
    for (const pair of pairsOf(study, type)) {
      if (pair.some((rater) => failed.includes(rater)) || !measure.comparable(pair)) continue;
      const found = measure.of(...pair);
      if (!found) continue;
      total += found.value;
      pairs++;
      measure.add(sums, pair, found.influence);
    }
    if (pairs === 0) return [];
    const { sizes } = measure;
    const squares = sums.reduce((sum, of, at) => sum + (sizes?.[at] ?? 1) * of * of, 0);
    return [{ type, mean: normalInterval(total / pairs, squares / pairs ** 2, -1, 1, study.n), pairs }];
  });
}
