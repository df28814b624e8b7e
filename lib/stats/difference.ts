import type { Estimate } from "#lib/stats/estimate.ts";
import { normalInterval } from "#lib/stats/interval.ts";

/**
 * Difference of two accuracies measured on the same n items.
 * With b items right only by the first and c right only by the second: (b − c)/n, and by the
 * normal approximation its variance is (b + c − (b − c)²/n)/n². Pairing matters: teams and their
 * machine agree on every kept item, so the interval is far narrower than that of two separate shares.
 * @param onlyFirst b ≥ 0
 * @param onlySecond c ≥ 0
 * @param n items, ≥ b + c
 * @returns a difference of shares in [−1, 1] (0.01 is one point of accuracy); null when n = 0
 * @throws RangeError if the counts do not fit
 * Source: McNemar 1947; Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions, §13.1.
 * @example pairedDifference(30, 10, 1000) // value 0.02, interval 0.0077 … 0.0323
 */
export function pairedDifference(onlyFirst: number, onlySecond: number, n: number): Estimate | null {
  if (!(onlyFirst >= 0 && onlySecond >= 0 && onlyFirst + onlySecond <= n))
    throw new RangeError(`${onlyFirst} + ${onlySecond} discordant items do not fit in ${n}`);
  if (n === 0) return null;
  const value = (onlyFirst - onlySecond) / n;
  const variance = (onlyFirst + onlySecond - (onlyFirst - onlySecond) ** 2 / n) / n ** 2;
  return normalInterval(value, variance, -1, 1, n);
}
