import type { Numbers } from "#lib/stats/numbers.ts";

export type Bins = {
  /** bin of each value [n]; −1 for NaN */
  of: Int32Array;
  /** mean of the values in each bin [bins]; NaN in an empty one */
  centres: Float64Array;
  /** values in each bin [bins] */
  counts: Int32Array;
};

/**
 * Bins that hold about equally many values. Equal values share a bin: a cut that would fall among
 * equal values moves to their nearer end. With many ties, or few values, there are fewer bins than
 * asked for; none is empty.
 * @param values [n]; NaN belongs nowhere
 * @throws RangeError unless bins is a whole number ≥ 1
 */
export function quantileBins(values: Numbers, bins: number): Bins {
  requireBins(bins);
  const order = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const n = order.length;
  // each bin's largest value
  const ends: number[] = [];
  let last = 0;
  for (let bin = 1; bin <= bins && n > 0; bin++) {
    const cut = nearestCut(order, Math.round((bin * n) / bins));
    if (cut > last) ends.push(order[cut - 1]!);
    last = cut;
  }
  return filled(values, ends.length, (value) => {
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= ends[middle]!) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

/** Where the sorted values can be cut next to `at` with equal values on one side: how many are below. */
function nearestCut(order: Float64Array, at: number): number {
  if (at === 0 || at === order.length || order[at - 1] !== order[at]) return at;
  let [start, end] = [at, at];
  while (start > 0 && order[start - 1] === order[at]) start--;
  while (end < order.length && order[end] === order[at]) end++;
  return at - start < end - at ? start : end;
}

/**
 * A bin for each level of values that are multiples of 1 / steps in [0, 1]. Bins may be empty.
 * @param values [n]; NaN belongs nowhere
 * @throws RangeError unless steps is a whole number ≥ 1
 */
export function levelBins(values: Numbers, steps: number): Bins {
  requireBins(steps);
  return filled(values, steps + 1, (value) => Math.min(steps, Math.max(0, Math.round(value * steps))));
}

/**
 * Bins of equal width on [low, high]; what lies outside belongs to the nearest end. Bins may be empty.
 * @param values [n]; NaN belongs nowhere
 * @throws RangeError unless bins is a whole number ≥ 1 and low < high
 */
export function equalBins(values: Numbers, bins: number, low: number, high: number): Bins {
  requireBins(bins);
  if (!(low < high)) throw new RangeError(`there are no bins between ${low} and ${high}`);
  return filled(values, bins, (value) =>
    Math.min(bins - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * bins))),
  );
}

function filled(values: Numbers, bins: number, binOf: (value: number) => number): Bins {
  const of = new Int32Array(values.length).fill(-1);
  const counts = new Int32Array(bins);
  const sums = new Float64Array(bins);
  let i = 0;
  for (const value of values) {
    if (!Number.isNaN(value)) {
      const bin = binOf(value);
      of[i] = bin;
      counts[bin]!++;
      sums[bin]! += value;
    }
    i++;
  }
  return { of, centres: sums.map((sum, bin) => sum / counts[bin]!), counts };
}

/** @throws RangeError unless bins is a whole number ≥ 1 */
export function requireBins(bins: number): void {
  if (!(Number.isInteger(bins) && bins >= 1)) throw new RangeError(`there cannot be ${bins} bins`);
}
