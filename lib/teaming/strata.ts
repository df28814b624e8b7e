import type { Estimate } from "#lib/stats/estimate.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { fullCredit } from "#lib/teaming/votes.ts";

/** Counts over a part of the items; `size` is all of it, `n` those that people's answers speak for, `right` in credits. */
export type Stratum = { size: number; n: number; right: number };
export const stratum = (): Stratum => ({ size: 0, n: 0, right: 0 });

/** Answers that a stratum needs before it speaks for all its items: below, one answer moves the estimate by a fifth. */
const leastSample = 5;

/**
 * Share over strata of known size, each estimated from a random part of it.
 * @returns null while a stratum has too small a sample to say anything (all of a smaller stratum will do)
 * Source: Cochran, Sampling Techniques, §5.3, with the finite population correction.
 */
export function stratified(strata: readonly Stratum[]): Estimate | null {
  const total = strata.reduce((sum, stratum) => sum + stratum.size, 0);
  if (total === 0 || strata.some(({ size, n }) => n < Math.min(size, leastSample))) return null;
  let value = 0;
  let variance = 0;
  for (const { size, n, right: credits } of strata) {
    if (size === 0) continue;
    const weight = size / total;
    const right = credits / fullCredit;
    const share = right / n;
    value += weight * share;
    // Agresti–Coull's centre keeps the variance off zero where all sampled answers are alike.
    const softened = (right + 2) / (n + 4);
    variance += (weight ** 2 * (1 - n / size) * softened * (1 - softened)) / n;
  }
  return normalInterval(value, variance, 0, 1, total);
}
