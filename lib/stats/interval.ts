import type { Estimate } from "#lib/stats/estimate.ts";

/** 97.5 % point of the standard normal distribution. */
export const z95 = 1.959963984540054;

/**
 * The 95 % interval of a value whose error is normal: value ± 1.96 standard errors, cut off where the
 * value cannot be.
 * @param variance of the value, in its unit squared; a hair below 0 from rounding counts as 0
 * @param least smallest possible value
 * @param most largest possible value
 */
export function normalInterval(
  value: number,
  variance: number,
  least = -Infinity,
  most = Infinity,
): Estimate {
  const half = z95 * Math.sqrt(Math.max(0, variance));
  return { value, low: Math.max(least, value - half), high: Math.min(most, value + half) };
}
