import type { MaybeEstimate } from "#lib/stats/estimate.ts";
import { normalInterval } from "#lib/stats/interval.ts";

/** A team at work, as columns of equal length n. */
export type Believed = {
  /** what the queue goes by before anybody answers, in [0, 1]; −1 where the machine said nothing */
  prior: ArrayLike<number>;
  /** uniform on [0, 1): the order in which items are asked at random */
  draw: ArrayLike<number>;
  /** whether somebody has answered, be it that they cannot tell */
  asked: ArrayLike<number>;
  /** probability with which the team gives its answer now, 0 where it gives none */
  belief: ArrayLike<number>;
  /** of an item that was asked: probability after the answers less before, of the answer that the team gave unasked; NaN without a label of people */
  change: (item: number) => number;
};

/** Fewest items asked at random that speak for a part of the others by themselves. */
const leastSample = 10;

type Sample = { size: number; asked: number; n: number; sum: number; squares: number };

/**
 * The team's accuracy without gold: what it believes of all its answers, corrected by how much answers to items
 * that were asked at random changed its mind. Of a team that judges itself rightly they change it by nothing on
 * average, and of one that is too sure by as much as it is.
 *
 * From the least sure item on that nobody has answered, items are asked in the order of their draws only: up to
 * the first draw without an answer they are a random part of the deferred ones that still wait, and of those that
 * are kept. Before that item answers speak for themselves.
 * @param eta in [0, 1]; prior ≤ η is deferred
 * @returns n: items asked at random; null with fewer than two
 * Source: the difference estimator, Särndal, Swensson & Wretman 1992, §6.3, with the finite population correction,
 * stratified (§3.7).
 */
export function auditedBelief(
  { prior, draw, asked, belief, change }: Believed,
  eta: number,
): MaybeEstimate & { n: number } {
  const items = prior.length;
  let [frontier, believed] = [Infinity, 0];
  /** of the deferred and the kept: the first draw without an answer */
  const gap = [1, 1] as [number, number];
  for (let i = 0; i < items; i++) {
    believed += belief[i] ?? NaN;
    if (asked[i]) continue;
    frontier = Math.min(frontier, prior[i] ?? NaN);
    const part = Number((prior[i] ?? NaN) > eta);
    gap[part] = Math.min(gap[part] ?? NaN, draw[i] ?? NaN);
  }
  /** @param within whether an item is of the part @param before its first draw without an answer */
  function sampleOf(within: (prior: number) => boolean, before: number): Sample {
    const sample = { size: 0, asked: 0, n: 0, sum: 0, squares: 0 };
    for (let i = 0; i < items; i++) {
      const at = prior[i] ?? NaN;
      if (!within(at)) continue;
      sample.size++;
      if (!asked[i]) continue;
      sample.asked++;
      if ((draw[i] ?? NaN) >= before) continue;
      const by = change(i);
      if (Number.isNaN(by)) continue;
      sample.n++;
      sample.sum += by;
      sample.squares += by ** 2;
    }
    return sample;
  }
  const waits = (at: number) => at >= frontier && at <= eta;
  const isKept = (at: number) => at > eta;
  const apart = [sampleOf(waits, gap[0]), sampleOf(isKept, gap[1])];
  const few = apart.some(({ size, asked: known, n }) => n < leastSample && known < size);
  const parts = few ? [sampleOf((at) => waits(at) || isKept(at), Math.min(...gap))] : apart;
  let [n, value, variance] = [0, believed / items, 0];
  for (const part of parts) {
    const { size, asked: known } = part;
    // what has answers is believed as it is now; the rest would change as the random part did
    const rest = Math.max(0, size - known);
    n += part.n;
    if (rest === 0) continue;
    if (part.n < 2) return { value: null, low: null, high: null, n };
    const mean = part.sum / part.n;
    const spread = Math.max(0, part.squares / part.n - mean ** 2) * (part.n / (part.n - 1));
    value += (rest / items) * mean;
    // of the total over the part, size² (1 − n / size) s² / n: which items were asked varies with the draw as well
    variance += (size * (size - part.n) * spread) / part.n / items ** 2;
  }
  if (n < 2) return { value: null, low: null, high: null, n };
  return { ...normalInterval(value, variance, 0, 1, n), value: Math.min(1, Math.max(0, value)), n };
}
