import type { Estimate } from "#lib/stats/estimate.ts";
import { tQuantile } from "#lib/stats/special.ts";

/** 97.5 % point of the standard normal distribution. */
export const z95 = 1.959963984540054;

/**
 * The 95 % interval of a value whose error is normal: value ± 1.96 standard errors, cut off where the
 * value cannot be.
 * @param variance of the value, in its unit squared; a hair below 0 from rounding counts as 0
 * @param min smallest possible value
 * @param max largest possible value
 */
export function normalInterval(value: number, variance: number, min = -Infinity, max = Infinity): Estimate {
  const half = z95 * Math.sqrt(Math.max(0, variance));
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
