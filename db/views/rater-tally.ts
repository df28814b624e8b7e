import { median } from "#lib/stats/median.ts";
import { type Proportion, proportion } from "#lib/stats/proportion.ts";
import { type LoggedJudgment, unsure, withdrawn } from "#db/views/judgment-log.ts";

/** An imported label column on the routed items. */
export type ColumnAccuracy = { name: string; labels: number; accuracy: Proportion };

/** One person's work in the project. */
export type PersonAccuracy = {
  name: string;
  labels: number;
  unsure: number;
  /** on the labelled items whose gold label is known */
  accuracy: Proportion;
  /** of the answers whose time is trustworthy, ms */
  medianMs: number | null;
};

/** What one rater's standing answers come to, kept up to date judgment by judgment. */
export class RaterTally {
  readonly #gold: Int32Array;
  /** class index, `unsure`, or `withdrawn` also where nothing was said */
  readonly #answers: Int16Array;
  /** by item, where there is a trustworthy one; null: nobody asks for this rater's times */
  readonly #times: Map<number, number> | null;
  #labels = 0;
  #unsure = 0;
  #known = 0;
  #right = 0;
  /** undefined: to be found anew */
  #medianMs: number | null | undefined = null;

  /** @param gold class index by item; −1 where unknown */
  constructor(gold: Int32Array, timed: boolean) {
    this.#gold = gold;
    this.#answers = new Int16Array(gold.length).fill(withdrawn);
    this.#times = timed ? new Map() : null;
  }

  /** @param item place in `gold` */
  take(item: number, { label, ms }: Pick<LoggedJudgment, "label" | "ms">): void {
    this.#count(item, -1);
    this.#answers[item] = label;
    this.#count(item, 1);
    if (!this.#times) return;
    this.#medianMs = undefined;
    if (Number.isNaN(ms)) this.#times.delete(item);
    else this.#times.set(item, ms);
  }

  ofColumn(): Omit<ColumnAccuracy, "name"> {
    return { labels: this.#labels, accuracy: proportion(this.#right, this.#known) };
  }

  ofPerson(): Omit<PersonAccuracy, "name"> {
    if (this.#medianMs === undefined) this.#medianMs = median([...(this.#times?.values() ?? [])]);
    return {
      labels: this.#labels,
      unsure: this.#unsure,
      accuracy: proportion(this.#right, this.#known),
      medianMs: this.#medianMs,
    };
  }

  #count(item: number, by: 1 | -1): void {
    const [answer, gold] = [this.#answers[item], this.#gold[item]];
    if (answer === undefined || gold === undefined) throw new Error(`no item ${item} is routed`);
    if (answer === unsure) this.#unsure += by;
    if (answer < 0) return;
    this.#labels += by;
    if (gold < 0) return;
    this.#known += by;
    if (answer === gold) this.#right += by;
  }
}
