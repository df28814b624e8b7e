/** A list or a typed array of numbers. */
export type Numbers = ArrayLike<number> & Iterable<number>;

/** Σ a[k]·b[from + k] over all of a; b must reach as far. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>, from = 0): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[from + k]!;
  return sum;
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
