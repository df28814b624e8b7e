import type { Estimate } from "#lib/stats/estimate.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import type { Common } from "#lib/study/data/common.ts";
import type { RaterPair } from "#lib/study/data/pairs.ts";
import { type RightPatterns, rightPatterns } from "#lib/study/data/patterns.ts";
import type { PairTally, Tallies } from "#lib/study/data/tallies.ts";

/** Mean matching of pairs, and how many pairs it is the mean of. */
export type MatchingMean = { mean: Estimate; pairs: number };

export type MatchingMeans = {
  /** null where no pair has a matching: each needs items that the reference got right, and wrong */
  of: (pairs: readonly RaterPair[]) => MatchingMean | null;
  /** for Block.items: the items, and the pairs that share too few of them */
  items: string;
};

export const meanDefinition =
  "Means are over both directions of every pair, without drawing. All pairs of all types are measured on the same items, those that everybody compared has answered; who answered fewer than half of them is left out, since every pair weighs the same, and a handful of answers would weigh as much as thousands. The intervals take the items as the sample, for these raters, so an item's influences on all of them are added before they are squared (the infinitesimal jackknife, which a bootstrap over items approaches).";

/**
 * Mean matching over pairs of raters, both directions of each, with the items as the sample.
 * M(A, B) = ½ (P(A|B) + P(Ā|B̄)), where A and B say that the raters are right. Item i's influence on M(A, B)
 * is ½ (1[A right] − P(A|B)) / #B where B is right, and ½ (1[A wrong] − P(Ā|B̄)) / #B̄ where B is wrong. The
 * influences of all pairs are added per item, since all pairs stand on the same items, and squared.
 * Source: Liu et al. Fig. 4 for M; Efron & Tibshirani 1993, ch. 21 (infinitesimal jackknife).
 */
export function matchingMeans({ study, tallies, sentence }: Common): MatchingMeans {
  const patterns = rightPatterns(study);
  return { items: sentence, of: (pairs) => meanOf(pairs, patterns, tallies) };
}

function meanOf(pairs: readonly RaterPair[], patterns: RightPatterns, tallies: Tallies): MatchingMean | null {
  const influence = new Float64Array(patterns.counts.length);
  let [total, count] = [0, 0];
  for (const [a, b] of pairs) {
    const table = tallies.pair(a, b);
    const forward = directed(table);
    const backward = directed({ ...table, onlyFirst: table.onlySecond, onlySecond: table.onlyFirst });
    if (!forward && !backward) continue;
    total += (forward?.value ?? 0) + (backward?.value ?? 0);
    count += +(forward !== null) + +(backward !== null);
    addInfluence(influence, patterns.of(a), patterns.of(b), forward, backward);
  }
  if (count === 0) return null;
  let squares = 0;
  let n = 0;
  for (const [at, items] of patterns.counts.entries()) {
    squares += items * influence[at]! ** 2;
    n += items;
  }
  return { mean: normalInterval(total / count, squares / count ** 2, 0, 1, n), pairs: pairs.length };
}

/** Adds what an item of each pattern contributes. @param x @param y codes of the two raters, by pattern */
function addInfluence(
  influence: Float64Array,
  x: Uint8Array,
  y: Uint8Array,
  forward: Directed | null,
  backward: Directed | null,
): void {
  const both = (code: keyof Directed["influence"], turned: keyof Directed["influence"]) =>
    (forward?.influence[code] ?? 0) + (backward?.influence[turned] ?? 0);
  // by 3·(first) + (second), each 0 wrong, 1 right, 2 unknown: such an item has no influence
  const moves = Float64Array.of(
    ...[both("bothWrong", "bothWrong"), both("onlySecond", "onlyFirst"), 0],
    ...[both("onlyFirst", "onlySecond"), both("bothRight", "bothRight"), 0],
    ...[0, 0, 0],
  );
  for (let at = 0; at < influence.length; at++) influence[at]! += moves[3 * x[at]! + y[at]!]!;
}

type Directed = {
  value: number;
  /** of an item, by who is right on it */
  influence: Record<"bothRight" | "onlyFirst" | "onlySecond" | "bothWrong", number>;
};

/** M(first, second) with each item's influence; null where the second is always right or always wrong. */
function directed({ bothWrong, onlySecond, onlyFirst, bothRight }: PairTally): Directed | null {
  const secondRight = bothRight + onlySecond;
  const secondWrong = bothWrong + onlyFirst;
  if (secondRight === 0 || secondWrong === 0) return null;
  const whenRight = bothRight / secondRight;
  const whenWrong = bothWrong / secondWrong;
  return {
    value: (whenRight + whenWrong) / 2,
    influence: {
      bothRight: (1 - whenRight) / (2 * secondRight),
      onlySecond: -whenRight / (2 * secondRight),
      onlyFirst: -whenWrong / (2 * secondWrong),
      bothWrong: (1 - whenWrong) / (2 * secondWrong),
    },
  };
}
