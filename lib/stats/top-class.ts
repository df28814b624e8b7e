/**
 * The most probable class of one row of probabilities. Anything that is no probability distribution
 * is no answer: such an item is always deferred (NaN ≤ η is false, so a NaN kept as a confidence would
 * be accepted unseen).
 * @param p rows of probabilities, one after the other
 * @param from where the row begins
 * @param classes its length
 * @returns 0 … classes − 1; −1 where a value is negative or missing, or they do not add up to 1
 */
export function topClass(p: Float32Array, from: number, classes: number): number {
  let top = 0;
  let sum = 0;
  for (let k = 0; k < classes; k++) {
    const value = p[from + k]!;
    if (!(value >= 0)) return -1;
    sum += value;
    if (value > p[from + top]!) top = k;
  }
  return Math.abs(sum - 1) < 1e-3 ? top : -1;
}
