/**
 * Arithmetic mean of finite values. A second pass takes back what rounding lost in the sum, so that the
 * mean of equal values is that value and nothing seems to vary around it.
 * @throws RangeError for no values
 */
export function mean(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError("there is no mean of no values");
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const centre = sum / values.length;
  let lost = 0;
  for (let i = 0; i < values.length; i++) lost += values[i]! - centre;
  return centre + lost / values.length;
}

/** Differences below this part of the largest value are rounding, not variance. */
export const rounding = 1e-14;

/** Largest absolute value; 0 for no values. */
export function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}

/** Sum of squared differences from the mean, in two passes, so that nothing cancels. */
export function squaresAround(values: ArrayLike<number>, centre: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return sum;
}

/** Where a value is not finite, a statistic of it would be NaN everywhere after; better to stop. */
export function requireFinite(name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i])) throw new RangeError(`${name}[${i}] is ${values[i]}`);
}
