import { randomSource } from "#lib/random.ts";
import { bootstrapCounts } from "#lib/stats/bootstrap.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { proportion } from "#lib/stats/proportion.ts";
import { counted } from "#lib/numbers.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";

export type ShareSettings = Pick<StudySettings, "seed" | "resamples">;

/** Shares of n items with their bootstrap intervals; null for no items. Equal counts are resampled once. */
export function sharesOf({ seed, resamples }: ShareSettings): (count: number, n: number) => Estimate | null {
  const known = new Map<string, Estimate>();
  return (count, n) => {
    if (n === 0) return null;
    const key = `${count}/${n}`;
    const estimate =
      known.get(key) ??
      allAlike(count, n) ??
      bootstrapCounts([count, n - count], ([hits = 0]) => hits / n, {
        resamples,
        random: randomSource(seed, 1, count, n),
      });
    known.set(key, estimate);
    return estimate;
  };
}
/** Resamples of items that are all right, or all wrong, are all the same, which is no certainty. */
function allAlike(count: number, n: number): Estimate | null {
  if (count !== 0 && count !== n) return null;
  const { value, low, high } = proportion(count, n);
  return value === null ? null : { value, low, high };
}

export type Shares = ReturnType<typeof sharesOf>;

/** What a share leaves: noise of an accuracy. */
export const rest = (estimate: Estimate | null): Estimate | null =>
  estimate && { value: 1 - estimate.value, low: 1 - estimate.high, high: 1 - estimate.low };

/** How many of these items the rater is right on. */
export function rightOn({ gold }: Study, items: ArrayLike<number>, { answers }: StudyRater): number {
  let right = 0;
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    if (answers[item] === gold[item]) right++;
  }
  return right;
}

export const bootstrapSaid = ({ resamples }: ShareSettings): string =>
  `Intervals are 95 % percentile intervals from ${counted(resamples)} bootstrap resamples of the items; Wilson's where all items are right, or none.`;
