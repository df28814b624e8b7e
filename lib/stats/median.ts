import { mean } from "#lib/stats/mean.ts";

/**
 * Middle value; the mean of the two middle ones for an even number.
 * @param values any order, not changed
 * @returns null for no values
 */
export function median(values: readonly number[]): number | null {
  const n = values.length;
  if (n === 0) return null;
  return mean(
    Float64Array.from(values)
      .sort()
      .subarray((n - 1) >> 1, (n >> 1) + 1),
  );
}
