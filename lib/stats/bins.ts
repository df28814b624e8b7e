export type Bins = {
  /** bin of each value [n]; −1 for NaN */
  of: Int32Array;
  /** mean of the values in each bin [bins]; NaN in an empty one */
  centres: Float64Array;
  /** values in each bin [bins] */
  counts: Int32Array;
};

/**
 * Bins that hold about equally many values. Equal values share a bin, so with many ties there are
 * fewer bins than asked for; none is empty.
 * @param values [n]; NaN belongs nowhere
 * @throws RangeError unless bins is a whole number ≥ 1
 */
export function quantileBins(values: ArrayLike<number>, bins: number): Bins {
  requireBins(bins);
  const order = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const n = order.length;
  // upper ends: the value at each quantile, every end once
  const ends: number[] = [];
  for (let bin = 1; bin <= bins && n > 0; bin++) {
    const end = order[Math.max(0, Math.round((bin * n) / bins) - 1)]!;
    if (ends.length === 0 || end > ends.at(-1)!) ends.push(end);
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

/**
 * Bins of equal width on [low, high]; what lies outside belongs to the nearest end. Bins may be empty.
 * @param values [n]; NaN belongs nowhere
 * @throws RangeError unless bins is a whole number ≥ 1 and low < high
 */
export function equalBins(values: ArrayLike<number>, bins: number, low: number, high: number): Bins {
  requireBins(bins);
  if (!(low < high)) throw new RangeError(`there are no bins between ${low} and ${high}`);
  return filled(values, bins, (value) =>
    Math.min(bins - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * bins))),
  );
}

function filled(values: ArrayLike<number>, bins: number, binOf: (value: number) => number): Bins {
  const of = new Int32Array(values.length).fill(-1);
  const counts = new Int32Array(bins);
  const centres = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const bin = binOf(value);
    of[i] = bin;
    counts[bin]!++;
    centres[bin]! += value;
  }
  for (let bin = 0; bin < bins; bin++) centres[bin]! /= counts[bin]!;
  return { of, centres, counts };
}

function requireBins(bins: number): void {
  if (!(Number.isInteger(bins) && bins >= 1)) throw new RangeError(`there cannot be ${bins} bins`);
}
