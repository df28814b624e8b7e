import type { Answer } from "#lib/teaming/team-data.ts";

/**
 * People's labels by item. Most items have one label or none, so that the first lies in two columns and
 * only items with several take an object: a Map for each of a million items would cost ten times as much.
 */
export class LabelsByItem {
  /** −1: none */
  readonly #rater: Int32Array;
  readonly #label: Int32Array;
  readonly #more = new Map<number, Map<number, number>>();

  /** @param n items */
  constructor(n: number) {
    this.#rater = new Int32Array(n).fill(-1);
    this.#label = new Int32Array(n);
  }

  /** One a person who has labelled the item, in no particular order. */
  of(item: number): Answer[] {
    const answers = Array.from(this.#more.get(item) ?? [], ([rater, label]) => ({ rater, label }));
    const [rater, label] = [this.#rater[item], this.#label[item]];
    if (rater !== undefined && rater !== -1 && label !== undefined) answers.push({ rater, label });
    return answers;
  }

  /** @returns null where this person has given the item no label */
  get(item: number, rater: number): number | null {
    if (this.#rater[item] === rater) return this.#label[item] ?? null;
    return this.#more.get(item)?.get(rater) ?? null;
  }

  /** @param rater ≥ 0 @param label null takes the person's label away */
  set(item: number, rater: number, label: number | null): void {
    const more = this.#more.get(item);
    const isFirst = this.#rater[item] === rater;
    if (label === null) {
      if (isFirst) this.#rater[item] = -1;
      else more?.delete(rater);
      return;
    }
    if (isFirst || (this.#rater[item] === -1 && !more?.has(rater))) {
      this.#rater[item] = rater;
      this.#label[item] = label;
    } else if (more) more.set(rater, label);
    else this.#more.set(item, new Map([[rater, label]]));
  }
}
