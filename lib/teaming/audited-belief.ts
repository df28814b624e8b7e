import type { MaybeEstimate } from "#lib/stats/estimate.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { partOf, type Queue, randomParts } from "#lib/teaming/random-part.ts";

/** A team at work. */
export type Believed = Queue & {
  /** probability with which the team gives its answer now, 0 where it gives none [n] */
  belief: ArrayLike<number>;
  /** of an item that was asked: probability after the answers less before, of the answer that the team gave unasked; NaN without a label of people */
  change: (item: number) => number;
};

/**
 * The team's accuracy without gold: what it believes of all its answers, corrected by how much answers to items
 * that were asked at random changed its mind. Of a team that judges itself rightly they change it by nothing on
 * average, and of one that is too sure by as much as it is.
 * @param eta in [0, 1]; prior ≤ η is deferred
 * @returns n: items asked at random; null with fewer than two
 * Source: the difference estimator, Särndal, Swensson & Wretman 1992, §6.3, with the finite population correction,
 * stratified (§3.7) by randomParts().
 */
export function auditedBelief(
  { belief, change, ...queue }: Believed,
  eta: number,
): MaybeEstimate & { n: number } {
  const items = queue.prior.length;
  const parts = randomParts(queue, eta).map((part) => ({ ...part, n: 0, sum: 0, squares: 0 }));
  let believed = 0;
  for (let i = 0; i < items; i++) {
    believed += belief[i] ?? NaN;
    const part = queue.asked[i] ? parts[partOf(parts, queue.prior[i] ?? NaN)] : undefined;
    if (!part || (queue.draw[i] ?? NaN) >= part.gap) continue;
    const by = change(i);
    if (Number.isNaN(by)) continue;
    part.n++;
    part.sum += by;
    part.squares += by ** 2;
  }
  let [n, value, variance] = [0, believed / items, 0];
  for (const { n: known, ...part } of parts) {
    n += known;
    // what has answers is believed as it is now; the rest would change as the random part did
    const rest = part.size - part.asked;
    if (rest === 0) continue;
    if (known < 2) return { value: null, low: null, high: null, n };
    const mean = part.sum / known;
    const spread = Math.max(0, part.squares / known - mean ** 2) * (known / (known - 1));
    value += (rest / items) * mean;
    // of the total over the part, size² (1 − n / size) s² / n: which items were asked varies with the draw as well
    variance += (part.size * (part.size - known) * spread) / known / items ** 2;
  }
  if (n < 2) return { value: null, low: null, high: null, n };
  return { ...normalInterval(value, variance, 0, 1, n), value: Math.min(1, Math.max(0, value)), n };
}
