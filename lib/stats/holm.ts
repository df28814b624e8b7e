/**
 * p-values adjusted for testing several hypotheses at once: whoever rejects where the adjusted value is
 * ≤ α rejects any true hypothesis with probability at most α, however the tests depend on each other.
 * With p₍₁₎ ≤ … ≤ p₍ₘ₎: adjusted p₍ᵢ₎ = max over j ≤ i of min(1, (m − j + 1)·p₍ⱼ₎).
 * @param values m p-values in [0, 1], any order
 * @returns [m] in the same order, each ≥ its p-value
 * @throws RangeError if a value is not in [0, 1]
 * Source: Holm 1979, "A simple sequentially rejective multiple test procedure"; as R's p.adjust.
 * @example holm([0.01, 0.04, 0.03]) // 0.03, 0.06, 0.06
 */
export function holm(values: readonly number[]): number[] {
  const adjusted = new Array<number>(values.length).fill(1);
  let most = 0;
  values
    .map((p, index) => {
      if (!(p >= 0 && p <= 1)) throw new RangeError(`p-value must be in 0 … 1, not ${p}`);
      return { p, index };
    })
    .sort((a, b) => a.p - b.p)
    .forEach(({ p, index }, rank) => {
      most = Math.max(most, Math.min(1, (values.length - rank) * p));
      adjusted[index] = most;
    });
  return adjusted;
}
