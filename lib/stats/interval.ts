import type { Estimate } from "#lib/stats/estimate.ts";
import { tQuantile } from "#lib/stats/special.ts";

/** 97.5 % point of the standard normal distribution. */
export const z95 = 1.959963984540054;

/**
 * The 95 % interval of a value whose error is normal: value ± 1.96 standard errors, cut off where the
 * value cannot be. Where nothing varied in the sample, nothing is known of how much it would in another: the
 * interval is then as wide as Wilson's of none or all of n.
 * @param variance of the value, in its unit squared; a hair below 0 from rounding counts as 0
 * @param min smallest possible value, usually 0 or −1
 * @param max largest possible value
 * @param n items that the value stands on; Infinity where it is exact
 */
export function normalInterval(
  value: number,
  variance: number,
  min: number,
  max: number,
  n: number,
): Estimate {
  const varied = variance > 1e-18;
  const half = varied ? z95 * Math.sqrt(variance) : ((max - min) * z95 ** 2) / (n + z95 ** 2);
  return { value, low: Math.max(min, value - half), high: Math.min(max, value + half) };
}

/**
 * The 95 % interval of a value with a standard error of its own: value ± t·se.
 * @param df degrees of freedom of the standard error, > 0
 */
export function tInterval(value: number, se: number, df: number): Estimate {
  const half = tQuantile(0.975, df) * se;
  return { value, low: value - half, high: value + half };
}
