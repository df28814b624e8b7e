import { type Proportion, proportion } from "#lib/stats/proportion.ts";
import { RunningMedian } from "#lib/stats/running-median.ts";
import { type LoggedJudgment, unsure, withdrawn } from "#db/views/judgment-log.ts";

/** An imported label column on the routed items. */
export type ColumnAccuracy = {
  /** number of the rater */
  id: number;
  name: string;
  labels: number;
  accuracy: Proportion;
};

/** One person's work in the project. */
export type PersonAccuracy = {
  /** number of the rater */
  id: number;
  name: string;
  labels: number;
  unsure: number;
  /** on the labelled items whose gold label is known */
  accuracy: Proportion;
  /** of the answers whose time is trustworthy, ms */
  medianMs: number | null;
};

/** A rater's answers by place of the item: class index, `unsure`, or `withdrawn` also where nothing was said. */
type Answers = { get: (item: number) => number; set: (item: number, answer: number) => void };

/** What one rater's standing answers come to, kept up to date judgment by judgment. */
export class RaterTally {
  readonly #gold: Int32Array;
  readonly #answers: Answers;
  /** by item, where there is a trustworthy one; null: nobody asks for this rater's times */
  readonly #times: Map<number, number> | null;
  readonly #median = new RunningMedian();
  #labels = 0;
  #unsure = 0;
  #known = 0;
  #right = 0;

  /**
   * @param gold class index by item; −1 where unknown
   * @param rater a column has a label for most items, a person for few of a million
   */
  constructor(gold: Int32Array, rater: "column" | "person") {
    this.#gold = gold;
    this.#answers = rater === "column" ? ofMany(gold.length) : ofFew();
    this.#times = rater === "person" ? new Map() : null;
  }

  /** @param item place in `gold` */
  take(item: number, { label, ms }: Pick<LoggedJudgment, "label" | "ms">): void {
    this.#count(item, -1);
    this.#answers.set(item, label);
    this.#count(item, 1);
    if (!this.#times) return;
    const before = this.#times.get(item);
    if (before !== undefined) this.#median.remove(before);
    if (Number.isNaN(ms)) this.#times.delete(item);
    else {
      this.#times.set(item, ms);
      this.#median.add(ms);
    }
  }

  ofColumn(): Omit<ColumnAccuracy, "id" | "name"> {
    return { labels: this.#labels, accuracy: proportion(this.#right, this.#known) };
  }

  ofPerson(): Omit<PersonAccuracy, "id" | "name"> {
    return {
      labels: this.#labels,
      unsure: this.#unsure,
      accuracy: proportion(this.#right, this.#known),
      medianMs: this.#median.median(),
    };
  }

  #count(item: number, by: 1 | -1): void {
    const [answer, gold] = [this.#answers.get(item), this.#gold[item]];
    if (gold === undefined) throw new Error(`no item ${item} is routed`);
    if (answer === unsure) this.#unsure += by;
    if (answer < 0) return;
    this.#labels += by;
    if (gold < 0) return;
    this.#known += by;
    if (answer === gold) this.#right += by;
  }
}

function ofMany(n: number): Answers {
  const answers = new Int16Array(n).fill(withdrawn);
  return {
    get: (item) => answers[item] ?? withdrawn,
    set: (item, answer) => void (answers[item] = answer),
  };
}

function ofFew(): Answers {
  const answers = new Map<number, number>();
  return {
    get: (item) => answers.get(item) ?? withdrawn,
    set: (item, answer) => void answers.set(item, answer),
  };
}
