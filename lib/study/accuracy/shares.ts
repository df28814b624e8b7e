import { randomSource } from "#lib/random.ts";
import { bootstrapCounts } from "#lib/stats/bootstrap.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import type { StudySettings } from "#lib/study/settings.ts";

/** Shares of n items with their bootstrap intervals; null for no items. Equal counts are resampled once. */
export function sharesOf({ seed, resamples }: StudySettings): (count: number, n: number) => Estimate | null {
  const known = new Map<string, Estimate>();
  return (count, n) => {
    if (n === 0) return null;
    const key = `${count}/${n}`;
    const estimate =
      known.get(key) ??
      bootstrapCounts([count, n - count], (cells) => cells[0]! / n, {
        resamples,
        random: randomSource(seed, 1, count, n),
      });
    known.set(key, estimate);
    return estimate;
  };
}
export type Shares = ReturnType<typeof sharesOf>;

/** What a share leaves: noise of an accuracy. */
export const rest = (estimate: Estimate | null): Estimate | null =>
  estimate && { value: 1 - estimate.value, low: 1 - estimate.high, high: 1 - estimate.low };
