import type { Estimate, MaybeEstimate } from "#lib/stats/estimate.ts";

/** A horizontal axis of accuracies: its ends and ticks, all shares in [0, 1]. */
export type AccuracyScale = { low: number; high: number; ticks: number[] };

/** Distances between ticks that read well. */
const steps = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
const maxTicks = 7;
const wholeScale: AccuracyScale = { low: 0, high: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] };

/** An interval this many times wider than the narrowest one does not stretch the scale. */
const maxWidth = 4;
/** Nor may a guest make it longer than this many times what the others need. */
const maxStretch = 2;

/**
 * A scale on round ends, with at most seven ticks, for dots with intervals. It is made for what is to be
 * compared, so that a gain of a point can be seen: it holds every dot of `shares`, and every interval but
 * those far wider than the narrowest, as a share on a handful of items has. Guests are taken in, with
 * their interval or with the dot alone, as long as they do not stretch the scale much. What runs off is
 * for the drawing to say (`cutOf`).
 * @param shares in [0, 1]; may be none, or without items
 * @param guests likewise: shown on the same scale, but not what it is for
 * @example accuracyScale([{ value: 0.86, low: 0.82, high: 0.91 }]) // 0.8 … 0.92 by 0.02
 */
export function accuracyScale(
  shares: readonly MaybeEstimate[],
  guests: readonly MaybeEstimate[] = [],
): AccuracyScale {
  const known = shares.filter(isKnown);
  if (known.length === 0) return guests.some(isKnown) ? accuracyScale(guests) : wholeScale;
  const narrowest = Math.min(...known.map(({ low, high }) => high - low));
  const held = known.flatMap(({ value, low, high }) =>
    high - low <= maxWidth * Math.max(narrowest, 0.005) ? [low, high] : [value],
  );
  let [min, max] = [Math.min(...held), Math.max(...held)];
  const longest = maxStretch * Math.max(max - min, 0.02);
  for (const { value, low, high } of guests.filter(isKnown))
    for (const [from, to] of [
      [low, high],
      [value, value],
    ] as const) {
      const [lower, upper] = [Math.min(min, from), Math.max(max, to)];
      if (upper - lower > longest) continue;
      [min, max] = [lower, upper];
      break;
    }
  const air = Math.max(0.005, (max - min) * 0.06);
  for (const step of steps) {
    const first = Math.max(0, Math.floor((min - air) / step + 1e-9));
    const last = Math.min(Math.round(1 / step), Math.ceil((max + air) / step - 1e-9));
    if (last - first >= maxTicks) continue;
    const tick = (at: number) => Number(((first + at) * step).toFixed(4));
    const ticks = Array.from({ length: last - first + 1 }, (_, at) => tick(at));
    return { low: tick(0), high: tick(last - first), ticks };
  }
  return wholeScale;
}

const isKnown = (share: MaybeEstimate): share is Estimate => share.value !== null;

/** Where a share lies on the scale, 0 … 1; what lies off it is at the end. */
export const position = (scale: AccuracyScale, value: number): number =>
  Math.min(1, Math.max(0, (value - scale.low) / (scale.high - scale.low)));

/** Where an estimate runs off the scale: its interval at either end, and its dot. */
export type Cut = { below: boolean; above: boolean; dot: "below" | "above" | null };

/** What of an estimate the scale cannot show; all false and null where it shows everything. */
export function cutOf(scale: AccuracyScale, { value, low, high }: Estimate): Cut {
  return {
    below: low < scale.low,
    above: high > scale.high,
    dot: value < scale.low ? "below" : value > scale.high ? "above" : null,
  };
}

/** Does anything run off, so that a reader needs to be told what the arrows mean? */
export const isCut = (scale: AccuracyScale, shares: readonly MaybeEstimate[]): boolean =>
  shares.filter(isKnown).some((share) => {
    const { below, above } = cutOf(scale, share);
    return below || above;
  });
