import jstat from "jstat";

/**
 * Probability of a t at least as far from 0, on either side.
 *   p = I_x(df/2, 1/2) with x = df/(df + t²)
 * The incomplete beta function itself is taken, never 1 − cdf, which is 0 from about t = 8 on: tails
 * keep their relative accuracy, about 10⁻⁷, down to the smallest numbers there are.
 * @param t any number; its sign does not matter
 * @param df degrees of freedom, > 0; need not be whole
 * @returns in [0, 1]
 * @throws RangeError for a NaN or degrees of freedom that are not positive
 * Source: Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.1.
 * @example twoSidedT(12.57, 18) // 2.38e-10, the study's Table 2
 */
export function twoSidedT(t: number, df: number): number {
  if (Number.isNaN(t)) throw new RangeError("t is not a number");
  if (!(df > 0)) throw new RangeError(`degrees of freedom must be positive, not ${df}`);
  if (!Number.isFinite(t)) return 0;
  return Math.min(1, jstat.ibeta(df / (df + t * t), df / 2, 0.5));
}

/**
 * The t that a t-distributed value stays below with probability p.
 * @param p in (0, 1) @param df degrees of freedom, > 0
 * @example tQuantile(0.975, 18) // 2.1009
 */
export function tQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`p must be between 0 and 1, not ${p}`);
  if (!(df > 0)) throw new RangeError(`degrees of freedom must be positive, not ${df}`);
  return jstat.studentt.inv(p, df);
}
