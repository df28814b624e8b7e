/** Arithmetic mean. @throws RangeError for no values */
export function mean(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError("there is no mean of no values");
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
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
