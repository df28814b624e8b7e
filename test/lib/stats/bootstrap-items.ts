import type { Random } from "#lib/random.ts";
import type { Estimate } from "#lib/stats/estimate.ts";

/** The plain bootstrap: n items drawn with replacement, percentiles by rank. What the quick ways are held against. */
export function bootstrapItems(
  n: number,
  statistic: (indices: readonly number[]) => number,
  { resamples, random }: { resamples: number; random: Random },
): Estimate {
  const drawn = Array.from({ length: resamples }, () =>
    statistic(Array.from({ length: n }, () => random.below(n))),
  ).sort((a, b) => a - b);
  const rank = (share: number) => drawn[Math.round(share * (resamples - 1))] ?? NaN;
  return { value: statistic([...Array(n).keys()]), low: rank(0.025), high: rank(0.975) };
}
