/** A horizontal axis of accuracies: its ends and ticks, all shares in [0, 1]. */
export type AccuracyScale = { low: number; high: number; ticks: number[] };

/** Distances between ticks that read well. */
const steps = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2];

/**
 * A scale that holds all values with some air, on round ends, with at most seven ticks.
 * @param values shares in [0, 1]; may be empty
 * @example accuracyScale([0.82, 0.91]) // 0.8 … 0.92 by 0.02
 */
export function accuracyScale(values: readonly number[]): AccuracyScale {
  if (values.length === 0) return { low: 0, high: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] };
  const least = Math.min(...values);
  const most = Math.max(...values);
  const air = Math.max(0.005, (most - least) * 0.06);
  for (const step of steps) {
    const first = Math.max(0, Math.floor((least - air) / step + 1e-9));
    const last = Math.min(Math.round(1 / step), Math.ceil((most + air) / step - 1e-9));
    if (last - first > 6) continue;
    const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toFixed(4)));
    return { low: first * step, high: last * step, ticks };
  }
  return { low: 0, high: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] };
}

/** Where a share lies on the scale, 0 … 1. */
export const position = (scale: AccuracyScale, value: number): number =>
  Math.min(1, Math.max(0, (value - scale.low) / (scale.high - scale.low)));
