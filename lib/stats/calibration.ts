import { requireBins } from "#lib/stats/bins.ts";

export type ReliabilityBin = {
  low: number;
  high: number;
  n: number;
  /** mean confidence in the bin */
  confidence: number;
  /** share right in the bin */
  accuracy: number;
};

/**
 * Reliability: is the machine right as often as it says? Bins of equal width on (0, 1], each closed
 * above; ECE = Σ n_b/n·|accuracy_b − confidence_b|.
 * @param confidence [n] in [0, 1]; NaN is left out
 * @param right [n] 1 or 0
 * @returns bins that hold items, in order; ece in [0, 1], 0 without items; n = items counted
 * @throws RangeError for unequal lengths, a confidence outside [0, 1], or bins not a whole number ≥ 1
 * Source: Naeini, Cooper & Hauskrecht, AAAI 2015; Guo et al., ICML 2017, eq. 3.
 */
export function reliability(
  confidence: ArrayLike<number>,
  right: ArrayLike<number>,
  bins: number,
): { bins: ReliabilityBin[]; ece: number; n: number } {
  requireBins(bins);
  if (confidence.length !== right.length)
    throw new RangeError(`${confidence.length} confidences do not fit ${right.length} answers`);
  const counts = new Float64Array(bins);
  const sums = new Float64Array(bins);
  const rights = new Float64Array(bins);
  let n = 0;
  for (let i = 0; i < confidence.length; i++) {
    const value = confidence[i]!;
    if (Number.isNaN(value)) continue;
    // a softmax in single precision may end a hair above 1
    if (!(value >= 0 && value <= 1 + 1e-5)) throw new RangeError(`confidence[${i}] is ${value}`);
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(value * bins) - 1));
    counts[bin]!++;
    sums[bin]! += value;
    rights[bin]! += right[i]!;
    n++;
  }
  const filled: ReliabilityBin[] = [];
  let ece = 0;
  for (let bin = 0; bin < bins; bin++) {
    const count = counts[bin]!;
    if (count === 0) continue;
    const [mean, accuracy] = [sums[bin]! / count, rights[bin]! / count];
    ece += (count / n) * Math.abs(accuracy - mean);
    filled.push({ low: bin / bins, high: (bin + 1) / bins, n: count, confidence: mean, accuracy });
  }
  return { bins: filled, ece, n };
}
