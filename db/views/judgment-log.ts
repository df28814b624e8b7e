/** No class: the rater could not tell, or took the answer back. */
export const unsure = -1;
export const withdrawn = -2;

/** One judgment as the views see it. */
export type LoggedJudgment = {
  /** index of the item in 0 … n−1 */
  item: number;
  rater: number;
  /** class index, `unsure` or `withdrawn` */
  label: number;
  /** trustworthy response time of a label, ms; else NaN */
  ms: number;
};

/** Judgments in the order in which they were given, as columns: a million objects would take ten times the memory. */
export class JudgmentLog {
  #item = new Int32Array(1024);
  #rater = new Int32Array(1024);
  #label = new Int16Array(1024);
  #ms = new Float64Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push({ item, rater, label, ms }: LoggedJudgment): void {
    if (this.#length === this.#item.length) this.#grow();
    this.#item[this.#length] = item;
    this.#rater[this.#length] = rater;
    this.#label[this.#length] = label;
    this.#ms[this.#length] = ms;
    this.#length++;
  }

  /**
   * Visit the judgments from place `start` on.
   * @param end place to stop before; by default all there are
   * @returns the place to go on from next time
   */
  since(start: number, visit: (judgment: LoggedJudgment) => void, end = this.#length): number {
    for (let place = start; place < end; place++)
      visit({
        item: within(this.#item, place),
        rater: within(this.#rater, place),
        label: within(this.#label, place),
        ms: within(this.#ms, place),
      });
    return end;
  }

  #grow(): void {
    const size = 2 * this.#item.length;
    const [item, rater] = [new Int32Array(size), new Int32Array(size)];
    const [label, ms] = [new Int16Array(size), new Float64Array(size)];
    item.set(this.#item);
    rater.set(this.#rater);
    label.set(this.#label);
    ms.set(this.#ms);
    this.#item = item;
    this.#rater = rater;
    this.#label = label;
    this.#ms = ms;
  }
}

function within(column: Int32Array | Int16Array | Float64Array, place: number): number {
  const value = column[place];
  if (value === undefined) throw new Error(`the log has no place ${place}`);
  return value;
}
