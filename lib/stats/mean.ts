import { type Numbers, sum } from "#lib/stats/numbers.ts";

/**
 * Arithmetic mean of finite values. A second pass takes back what rounding lost in the sum, so that the
 * mean of equal values is that value and nothing seems to vary around it.
 * @throws RangeError for no values
 */
export function mean(values: Numbers): number {
  if (values.length === 0) throw new RangeError("there is no mean of no values");
  const centre = sum(values) / values.length;
  let lost = 0;
  for (const value of values) lost += value - centre;
  return centre + lost / values.length;
}

/** Differences below this part of the largest value are rounding, not variance. */
export const rounding = 1e-14;

/** Largest absolute value; 0 for no values. */
export function largest(values: Numbers): number {
  let max = 0;
  for (const value of values) max = Math.max(max, Math.abs(value));
  return max;
}

/** Sum of squared differences from the mean, in two passes, so that nothing cancels. */
export function squaresAround(values: Numbers, centre: number): number {
  let squares = 0;
  for (const value of values) squares += (value - centre) ** 2;
  return squares;
}

/** @throws RangeError at the first value that is not finite: a statistic of it would be NaN everywhere after */
export function requireFinite(name: string, values: Numbers): void {
  let i = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) throw new RangeError(`${name}[${i}] is ${value}`);
    i++;
  }
}
