import type { Candidates } from "#lib/methods/method.ts";

/** Selection of small-loss examples: what Co-teaching, Co-teaching+ and JoCoR share. */

/**
 * Indices of the n smallest losses in ascending order of index; equal losses: lower index first.
 * n = ⌊(1 − forget)·B⌋, but at least one, where rounding would leave none.
 */
export function smallest(losses: Float32Array, forget: number): number[] {
  const n = Math.max(1, Math.floor((1 - forget) * losses.length));
  const order = Array.from(losses.keys()).sort((a, b) => losses[a]! - losses[b]! || a - b);
  return order.slice(0, n).sort((a, b) => a - b);
}

/** Forget rate: rises linearly from 0 to `rate` during the first `ramp` of the training. */
export const forgetRate = (progress: number, rate: number, ramp: number): number =>
  rate * Math.min(1, progress / ramp);

/** 1 for the chosen examples, 0 for the rest. */
export function chosen(indices: readonly number[], size: number): Float32Array {
  const weights = new Float32Array(size);
  for (const index of indices) weights[index] = 1;
  return weights;
}

/** Each network learns from the examples on which the OTHER one has the smallest losses. */
export function exchange(
  { losses }: Pick<Candidates, "losses">,
  forget: number,
): [Float32Array, Float32Array] {
  const [first, second] = losses.map((values) => chosen(smallest(values, forget), values.length));
  return [second!, first!];
}
