import { at } from "#lib/array.ts";
import type { MaybeEstimate } from "#lib/stats/estimate.ts";
import { z95 } from "#lib/stats/interval.ts";
import { ranks } from "#lib/stats/ranks.ts";

/** A rank correlation of one group of pairs, as it is pooled with others. */
export type RankCorrelation = { rho: number; n: number };

/**
 * Spearman's rank correlation: Pearson's of the midranks.
 * @param x [n] @param y [n] without NaN
 * @returns in [−1, 1]; null with fewer than four pairs, or where either is the same everywhere
 * Source: Spearman 1904, "The proof and measurement of association between two things".
 */
export function spearman(x: readonly number[], y: readonly number[]): number | null {
  if (x.length !== y.length)
    throw new RangeError(`pairs need equal lengths, not ${x.length} and ${y.length}`);
  const n = x.length;
  if (n < 4) return null;
  const [a, b] = [ranks(x), ranks(y)];
  const mean = (n + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [at(a, i) - mean, at(b, i) - mean];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy);
}

/**
 * The rank correlation of x and y that is left when the third has explained what it can of both.
 * @returns in [−1, 1]; null where it is not defined
 * Source: Kendall & Gibbons 1990, Rank Correlation Methods, ch. 8.
 */
export function partialSpearman(
  x: readonly number[],
  y: readonly number[],
  third: readonly number[],
): number | null {
  const [xy, xz, yz] = [spearman(x, y), spearman(x, third), spearman(y, third)];
  if (xy === null) return null;
  if (xz === null || yz === null) return xy; // it is the same everywhere, and explains nothing
  const left = (1 - xz * xz) * (1 - yz * yz);
  return left < 1e-12 ? null : Math.max(-1, Math.min(1, (xy - xz * yz) / Math.sqrt(left)));
}

/**
 * One rank correlation of several groups, such as people, whose values cannot be compared with one another: the mean
 * of their Fisher z, each with its weight n − 3 − k, with variance 1.06/(n − 3 − k). The groups are taken as given: the
 * interval says nothing of people who are not among them.
 * @param removed k, variables taken out of each
 * Source: Fieller, Hartley & Pearson 1957, "Tests for rank correlation coefficients I"; Hedges & Olkin 1985,
 * Statistical Methods for Meta-Analysis, ch. 11.
 */
export function pooledCorrelation(groups: readonly RankCorrelation[], removed = 0): MaybeEstimate {
  let [weights, sum] = [0, 0];
  for (const { rho, n } of groups) {
    const weight = n - 3 - removed;
    if (weight <= 0) continue;
    weights += weight;
    sum += weight * Math.atanh(Math.max(-1 + 1e-12, Math.min(1 - 1e-12, rho)));
  }
  if (weights === 0) return { value: null, low: null, high: null };
  const z = sum / weights;
  const half = z95 * Math.sqrt(1.06 / weights);
  return { value: Math.tanh(z), low: Math.tanh(z - half), high: Math.tanh(z + half) };
}
