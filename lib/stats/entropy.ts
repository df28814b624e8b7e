/**
 * Shannon entropy of the votes for one item: H = −Σ p_k ln p_k, with 0·ln 0 = 0.
 * @param votes [K] counts per class, each ≥ 0
 * @returns nats, in [0, ln K]
 * @throws RangeError if a count is negative or all are zero
 * Source: Shannon 1948; Liu et al. §4.3 (human agreement).
 * @example entropyNats([2, 1]) // 0.6365
 */
export function entropyNats(votes: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < votes.length; k++) {
    if (!(votes[k]! >= 0)) throw new RangeError(`votes[${k}] is ${votes[k]}`);
    total += votes[k]!;
  }
  if (total === 0) throw new RangeError("there are no votes");
  let entropy = 0;
  for (let k = 0; k < votes.length; k++) {
    const share = votes[k]! / total;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return Math.max(0, entropy);
}
