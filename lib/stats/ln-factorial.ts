import { at } from "#lib/array.ts";

/** ln n! of the small ones, whose series has not converged. */
const small = new Float64Array(32);
for (let n = 2; n < small.length; n++) small[n] = at(small, n - 1) + Math.log(n);

/**
 * ln n!, to some fifteen digits: sums up to 31, from there on Stirling's series.
 * @param n whole, ≥ 0
 * Source: Abramowitz & Stegun, Handbook of Mathematical Functions, 6.1.41.
 */
export function lnFactorial(n: number): number {
  const known = small[n];
  if (known !== undefined) return known;
  const x = n + 1;
  const u = 1 / (x * x);
  const series = (1 / 12 - u * (1 / 360 - u * (1 / 1260 - u / 1680))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}
