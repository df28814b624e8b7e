import { requireBins } from "#lib/stats/bins.ts";
import { sum } from "#lib/stats/numbers.ts";

export type ReliabilityBin = {
  low: number;
  high: number;
  n: number;
  /** least and largest confidence in the bin */
  least: number;
  most: number;
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
  const sums = Array.from({ length: bins }, () => ({
    n: 0,
    least: Infinity,
    most: -Infinity,
    confidence: 0,
    right: 0,
  }));
  let n = 0;
  for (let i = 0; i < confidence.length; i++) {
    const value = confidence[i]!;
    if (Number.isNaN(value)) continue;
    // a softmax in single precision may end a hair above 1
    if (!(value >= 0 && value <= 1 + 1e-5)) throw new RangeError(`confidence[${i}] is ${value}`);
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(value * bins) - 1))]!;
    bin.n++;
    bin.least = Math.min(bin.least, value);
    bin.most = Math.max(bin.most, value);
    bin.confidence += value;
    bin.right += right[i]!;
    n++;
  }
  const filled = sums.flatMap((bin, at): ReliabilityBin[] =>
    bin.n === 0
      ? []
      : [
          {
            low: at / bins,
            high: (at + 1) / bins,
            ...{ n: bin.n, least: bin.least, most: bin.most },
            confidence: bin.confidence / bin.n,
            accuracy: bin.right / bin.n,
          },
        ],
  );
  const ece = sum(filled.map((bin) => (bin.n / n) * Math.abs(bin.accuracy - bin.confidence)));
  return { bins: filled, ece, n };
}
