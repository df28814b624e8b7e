/** Which items somebody has answered, be it that they cannot tell; an answer that was taken back is none. */
export class Asked {
  /** 1 where an answer stands [n] */
  readonly has: Uint8Array;
  /** Who could not tell, by item: few. */
  readonly #unsure = new Map<number, Set<number>>();

  /** @param n items */
  constructor(n: number) {
    this.has = new Uint8Array(n);
  }

  /**
   * A person's newest answer.
   * @param said what it is now
   * @param labelled whether anybody's label of the item stands
   */
  change(item: number, rater: number, said: "label" | "cannot tell" | "nothing", labelled: boolean): void {
    const unsure = this.#unsure.get(item);
    if (said !== "cannot tell") unsure?.delete(rater);
    else if (unsure) unsure.add(rater);
    else this.#unsure.set(item, new Set([rater]));
    this.has[item] = Number(labelled || (this.#unsure.get(item)?.size ?? 0) > 0);
  }
}
