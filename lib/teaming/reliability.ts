import { type Proportion, proportion } from "#lib/stats/proportion.ts";

/** Items on which the team was about equally sure. */
export type CalibrationBin = {
  /** belief above `from`, up to `to` */
  from: number;
  to: number;
  /** mean belief of the items */
  belief: number;
  /** how often the team is right on them */
  accuracy: Proportion;
};

/** Upper ends: finer where most items lie. */
const ends = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1];

/** Sums that answers are put into and taken out of again are of whole numbers, so that nothing is lost to rounding. */
export const beliefUnits = 1e9;

/** A reliability diagram that is kept up to date. Source: Guo et al., ICML 2017, §2; bins of one's own. */
export class Reliability {
  readonly #bins = ends.map(() => ({ n: 0, right: 0, belief: 0 }));

  /** @param by 1 puts an item in, −1 takes it out */
  add(belief: number, right: boolean, by: 1 | -1): void {
    const place = ends.findIndex((end) => belief <= end);
    const bin = this.#bins[place < 0 ? ends.length - 1 : place];
    if (!bin) return;
    bin.n += by;
    bin.belief += by * Math.round(belief * beliefUnits);
    if (right) bin.right += by;
  }

  /** Those that hold an item. */
  bins(): CalibrationBin[] {
    return this.#bins.flatMap(({ n, right, belief }, place) => {
      const to = ends[place] ?? 1;
      return n === 0
        ? []
        : [
            {
              from: ends[place - 1] ?? 0,
              to,
              belief: belief / beliefUnits / n,
              accuracy: proportion(right, n),
            },
          ];
    });
  }
}
