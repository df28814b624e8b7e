/**
 * Shannon entropy of counts or shares.  H = −Σ p ln p with p = count / Σ counts, 0·ln 0 = 0.
 * @param counts by class, each ≥ 0
 * @returns nats, in [0, ln K]; NaN where all are 0
 */
export function entropyOf(counts: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < counts.length; k++) total += counts[k] ?? 0;
  if (total === 0) return NaN;
  let sum = 0;
  for (let k = 0; k < counts.length; k++) {
    const p = (counts[k] ?? 0) / total;
    if (p > 0) sum -= p * Math.log(p);
  }
  return Math.max(0, sum);
}
