import { at } from "#lib/array.ts";
import { rounding } from "#lib/stats/mean.ts";
import { ranks } from "#lib/stats/ranks.ts";

/** Whether a row of values has become larger or smaller on the way. */
export type ChangePoint = {
  /** the values from here on differ most from those before: 1 … n − 1 */
  at: number;
  /** largest distance of the summed ranks from what they would be, in the unit of a Brownian bridge */
  statistic: number;
  /** probability of as large a one where nothing changes */
  p: number;
  /** whether the later values are the larger ones */
  rises: boolean;
  n: number;
};

/** Fewer values say nothing by an approximation for many. */
export const leastForChange = 40;

/**
 * One change of level at an unknown place, distribution-free. The ranks of the values (midranks of equal ones) are
 * summed up, each less the mean rank; where the order of the values is random, the sum is a Brownian bridge, so
 *   T = max_t |Σ_{i ≤ t} (R_i − R̄)| / (s_R·√n),  P(T ≥ x) = 2 Σ_k (−1)^{k−1} exp(−2k²x²).
 * s_R is that of the ranks as they are, so right and wrong (two values, all ties) are a case of it. The limit is
 * approached from below: with some forty values the test says "changed" rather too seldom than too often.
 * @param values in their order
 * @returns null with fewer than `leastForChange` values, or where all are equal
 * Source: Pettitt 1979, "A non-parametric approach to the change-point problem"; with ties as in Csörgő & Horváth
 * 1997, Limit Theorems in Change-Point Analysis, §2.
 */
export function changePoint(values: readonly number[]): ChangePoint | null {
  const n = values.length;
  if (n < leastForChange) return null;
  const ranked = ranks(values);
  const mean = (n + 1) / 2;
  let squares = 0;
  for (const rank of ranked) squares += (rank - mean) ** 2;
  const spread = Math.sqrt(squares / (n - 1));
  if (spread <= rounding * n) return null;
  let [sum, most, place] = [0, 0, 1];
  for (let i = 0; i < n - 1; i++) {
    sum += at(ranked, i) - mean;
    if (Math.abs(sum) > Math.abs(most)) [most, place] = [sum, i + 1];
  }
  const statistic = Math.abs(most) / (spread * Math.sqrt(n));
  return { at: place, statistic, p: bridgeTail(statistic), rises: most < 0, n };
}

/** P(sup |Brownian bridge| ≥ x), Kolmogorov's distribution. */
export function bridgeTail(x: number): number {
  if (x < 0.2) return 1; // 1 − 5·10⁻¹³ at 0.2, where the series converges slowly
  let p = 0;
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * k * k * x * x);
    p += k % 2 === 1 ? 2 * term : -2 * term;
    if (term < 1e-18) break;
  }
  return Math.min(1, Math.max(0, p));
}
