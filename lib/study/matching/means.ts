import { normalInterval } from "#lib/stats/interval.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { rightPatterns } from "#lib/study/data/patterns.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import type { RaterPair } from "#lib/study/data/wrong-answers.ts";

export type MatchingMeans = ReturnType<typeof matchingMeans>;

/** The mean without its number of pairs, for a cell. */
export const estimateOf = ({ value, low, high }: Estimate): Estimate => ({ value, low, high });

export const meanDefinition =
  "Means are over both directions of every pair, without drawing. Their intervals take the items as the sample, for these raters: all pairs stand on the same items, so how much each item moves all of them is added before it is squared (the infinitesimal jackknife, which a bootstrap over items approaches).";

/**
 * Mean matching over pairs of raters, both directions of each, with the items as the sample.
 * M(A, B) = ½ (P(A|B) + P(Ā|B̄)), where A and B say that the raters are right. Item i moves M(A, B) by
 * ½ (1[A right] − P(A|B)) / #B where B is right, by ½ (1[A wrong] − P(Ā|B̄)) / #B̄ where B is wrong. The
 * influence of all pairs are added per item, since all pairs stand on the same items, and squared.
 * @returns a function of pairs; null where no pair has a matching (each needs items that B got right, and wrong)
 * Source: Liu et al. Fig. 4 for M; Efron & Tibshirani 1993, ch. 21 (infinitesimal jackknife).
 */
export function matchingMeans(
  study: Study,
  tallies: Tallies,
): (pairs: readonly RaterPair[]) => (Estimate & { pairs: number }) | null {
  const patterns = rightPatterns(study);
  return (pairs) => {
    const influence = new Float64Array(patterns.counts.length);
    let total = 0;
    let count = 0;
    for (const [a, b] of pairs) {
      const { bothWrong, onlySecond, onlyFirst, bothRight } = tallies.pair(a, b);
      const forward = directed([bothWrong, onlySecond, onlyFirst, bothRight]);
      const backward = directed([bothWrong, onlyFirst, onlySecond, bothRight]);
      if (!forward && !backward) continue;
      total += (forward?.value ?? 0) + (backward?.value ?? 0);
      count += +(forward !== null) + +(backward !== null);
      const move = [0, 1, 2, 3].map(
        (code) => (forward?.influence[code] ?? 0) + (backward?.influence[[0, 2, 1, 3][code]!] ?? 0),
      );
      const [x, y] = [patterns.of(a), patterns.of(b)];
      for (let at = 0; at < influence.length; at++)
        if (x[at]! < 2 && y[at]! < 2) influence[at]! += move[x[at]! * 2 + y[at]!]!;
    }
    if (count === 0) return null;
    const value = total / count;
    const squares = influence.reduce(
      (sum, influence, at) => sum + patterns.counts[at]! * influence * influence,
      0,
    );
    return { ...normalInterval(value, squares / count ** 2, 0, 1), pairs: pairs.length };
  };
}

/** Items by code 2·(first right) + (second right). */
type Table = readonly [number, number, number, number];

/** M(first, second) and how far an item of each code moves it; null where the second is always right or always wrong. */
function directed([bothWrong, onlySecond, onlyFirst, bothRight]: Table): {
  value: number;
  influence: readonly number[];
} | null {
  const secondRight = bothRight + onlySecond;
  const secondWrong = bothWrong + onlyFirst;
  if (secondRight === 0 || secondWrong === 0) return null;
  const whenRight = bothRight / secondRight;
  const whenWrong = bothWrong / secondWrong;
  return {
    value: (whenRight + whenWrong) / 2,
    influence: [
      (1 - whenWrong) / (2 * secondWrong),
      -whenRight / (2 * secondRight),
      -whenWrong / (2 * secondWrong),
      (1 - whenRight) / (2 * secondRight),
    ],
  };
}
