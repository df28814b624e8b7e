import { at } from "#lib/array.ts";
import type { MaybeEstimate } from "#lib/stats/estimate.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { ranks } from "#lib/stats/ranks.ts";

/** Probability that one of the first is larger than one of the second, and its variance. */
export type Superiority = { value: number; variance: number; n: readonly [number, number] };

/**
 * P(X > Y) + ½P(X = Y) for one of each at random: the area under the ROC curve, Mann–Whitney's U/(nm).
 *   variance = S_X/n + S_Y/m, S of the shares of the other sample that each value exceeds (DeLong's components)
 * @param first [n] @param second [m] without NaN
 * @returns null with fewer than two of either
 * Source: Mann & Whitney 1947; DeLong, DeLong & Clarke-Pearson 1988.
 */
export function superiority(first: readonly number[], second: readonly number[]): Superiority | null {
  const [n, m] = [first.length, second.length];
  if (n < 2 || m < 2) return null;
  const both = ranks([...first, ...second]);
  const [ownFirst, ownSecond] = [ranks(first), ranks(second)];
  // how many of the other sample lie below, ties by half, is the rank among all less the rank among one's own
  const above = Float64Array.from(first, (_, i) => (at(both, i) - at(ownFirst, i)) / m);
  const below = Float64Array.from(second, (_, j) => 1 - (at(both, n + j) - at(ownSecond, j)) / n);
  const value = above.reduce((sum, share) => sum + share, 0) / n;
  const spread = (shares: Float64Array) =>
    shares.reduce((sum, share) => sum + (share - value) ** 2, 0) / (shares.length - 1);
  return { value, variance: spread(above) / n + spread(below) / m, n: [n, m] };
}

/**
 * One superiority of several groups: their mean with weights nm/(n + m), as van Elteren's stratified Wilcoxon test
 * weighs its strata. The groups are taken as given.
 * Source: van Elteren 1960, "On the combination of independent two-sample tests of Wilcoxon".
 */
export function pooledSuperiority(groups: readonly Superiority[]): MaybeEstimate {
  let [weights, sum, variance, all] = [0, 0, 0, 0];
  for (const { value, variance: own, n } of groups) {
    const weight = (n[0] * n[1]) / (n[0] + n[1]);
    weights += weight;
    sum += weight * value;
    variance += weight * weight * own;
    all += Math.min(...n);
  }
  if (weights === 0) return { value: null, low: null, high: null };
  return normalInterval(sum / weights, variance / weights ** 2, 0, 1, all);
}
