import type { MaybeEstimate } from "#lib/stats/estimate.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { beliefUnits } from "#lib/teaming/reliability.ts";

/** Products of beliefs are kept in whole numbers too, so that taking one back leaves nothing. */
const squareUnits = 1e6;

/**
 * The team's accuracy without gold: what it believes of all its answers, corrected by how much audited answers
 * changed its mind. Audited items are a random part of what the machine keeps; of a team that judges itself
 * rightly they change the belief by nothing on average, and of one that is too sure by as much as it is.
 * Where the team gives another answer than before, the old one counts as wrong: the estimate errs downwards.
 * Source: the difference estimator, Särndal, Swensson & Wretman 1992, §6.3, with the finite population correction.
 */
export class AuditedBelief {
  #items = 0;
  #believed = 0;
  #kept = 0;
  #n = 0;
  #sum = 0;
  #squares = 0;

  /** An item and the probability with which the team gives its answer; 0 where it gives none. */
  add(belief: number, { kept }: { kept: boolean }, sign: 1 | -1): void {
    this.#items += sign;
    this.#believed += sign * Math.round(belief * beliefUnits);
    if (kept) this.#kept += sign;
  }

  /** An audited item of those kept. @param before, after probability of the answer that the team gave unasked */
  audited(before: number, after: number, sign: 1 | -1): void {
    const change = Math.round((after - before) * squareUnits);
    this.#n += sign;
    this.#sum += sign * change;
    this.#squares += sign * change * change;
  }

  estimate(): MaybeEstimate & { n: number } {
    const [n, kept] = [this.#n, this.#kept];
    if (n < 2 || this.#items === 0) return { value: null, low: null, high: null, n };
    const mean = this.#sum / squareUnits / n;
    const variance = Math.max(0, this.#squares / squareUnits ** 2 / n - mean ** 2) * (n / (n - 1));
    // those audited believe what they believe now; the others would change as these did
    const rest = Math.max(0, kept - n);
    const value = this.#believed / beliefUnits / this.#items + (rest / this.#items) * mean;
    // of the total over all that is kept, kept² (1 − n / kept) s² / n: what was audited varies with the draw as well
    const ofValue = (kept * rest * variance) / n / this.#items ** 2;
    return {
      ...normalInterval(value, ofValue, 0, 1, n),
      value: Math.min(1, Math.max(0, value)),
      n,
    };
  }
}
