/** A horizontal axis of accuracies: its ends and ticks, all shares in [0, 1]. */
export type AccuracyScale = { low: number; high: number; ticks: number[] };

/** A share with its interval, as the figure draws it; null where there are no items. */
export type Whisker = { value: number | null; low: number | null; high: number | null };

/** Distances between ticks that read well. */
const steps = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
const wholeScale: AccuracyScale = { low: 0, high: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] };

/** An interval this many times wider than the narrowest one does not stretch the scale. */
const widest = 4;

/**
 * A scale on round ends, with at most seven ticks, that holds every dot and every interval; save
 * that an interval far wider than the others, as a share on a handful of items has, may run off it:
 * else the first labels would squeeze all that is known well into a corner.
 * @param whiskers shares in [0, 1]; may be empty or unknown
 * @example accuracyScale([{ value: 0.86, low: 0.82, high: 0.91 }]) // 0.8 … 0.92 by 0.02
 */
export function accuracyScale(whiskers: readonly Whisker[]): AccuracyScale {
  const known = whiskers.flatMap(({ value, low, high }) =>
    value === null || low === null || high === null ? [] : [{ value, low, high }],
  );
  if (known.length === 0) return wholeScale;
  const narrowest = Math.min(...known.map(({ low, high }) => high - low));
  const held = known.flatMap(({ value, low, high }) =>
    high - low <= widest * Math.max(narrowest, 0.005) ? [low, high] : [value],
  );
  const least = Math.min(...held);
  const most = Math.max(...held);
  const air = Math.max(0.005, (most - least) * 0.06);
  for (const step of steps) {
    const first = Math.max(0, Math.floor((least - air) / step + 1e-9));
    const last = Math.min(Math.round(1 / step), Math.ceil((most + air) / step - 1e-9));
    if (last - first > 6) continue;
    const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toFixed(4)));
    return { low: ticks[0]!, high: ticks.at(-1)!, ticks };
  }
  return wholeScale;
}

/** Where a share lies on the scale, 0 … 1; what lies off it is at the end. */
export const position = (scale: AccuracyScale, value: number): number =>
  Math.min(1, Math.max(0, (value - scale.low) / (scale.high - scale.low)));
