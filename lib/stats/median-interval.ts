import { at } from "#lib/array.ts";
import type { MaybeEstimate } from "#lib/stats/estimate.ts";
import { z95 } from "#lib/stats/interval.ts";
import { median } from "#lib/stats/median.ts";

/**
 * The median with a distribution-free interval: the two values between which the median of the population lies with
 * 95 %, by the binomial number of values below it. The ranks are those of the normal approximation
 * (n/2 ± 1.96·√n/2), rounded outwards; with fewer than six values no two of them reach 95 %, and there is none.
 * @param values any order, not changed
 * @returns value and interval in the unit of the values; ends are −Infinity and Infinity where nothing bounds them
 * Source: Conover 1999, Practical Nonparametric Statistics, §3.2; Hahn & Meeker 1991, §5.2.
 */
export function medianInterval(values: readonly number[] | Float64Array): MaybeEstimate {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const value = median([...sorted]);
  if (value === null) return { value, low: null, high: null };
  if (n < 6) return { value, low: -Infinity, high: Infinity };
  const half = (z95 * Math.sqrt(n)) / 2;
  const low = Math.max(0, Math.floor(n / 2 - half) - 1);
  return { value, low: at(sorted, low), high: at(sorted, n - 1 - low) };
}
