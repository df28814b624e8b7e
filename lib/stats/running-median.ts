/** The median of values that come and go: a change costs a binary search and one move of memory. */
export class RunningMedian {
  /** ascending in its first `#size` places */
  #sorted = new Float64Array(16);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param value any number but NaN */
  add(value: number): void {
    if (this.#size === this.#sorted.length) {
      const grown = new Float64Array(2 * this.#size);
      grown.set(this.#sorted);
      this.#sorted = grown;
    }
    const place = this.#placeOf(value);
    this.#sorted.copyWithin(place + 1, place, this.#size);
    this.#sorted[place] = value;
    this.#size++;
  }

  /** @throws RangeError for a value that is not there */
  remove(value: number): void {
    const place = this.#placeOf(value);
    if (place >= this.#size || this.#sorted[place] !== value)
      throw new RangeError(`${value} is not among the values`);
    this.#sorted.copyWithin(place, place + 1, this.#size);
    this.#size--;
  }

  /** @returns null without values; of an even number of values the mean of the two in the middle */
  median(): number | null {
    const half = this.#size >> 1;
    const upper = this.#sorted[half];
    if (this.#size === 0 || upper === undefined) return null;
    const lower = this.#size % 2 === 1 ? upper : this.#sorted[half - 1];
    return lower === undefined ? null : (lower + upper) / 2;
  }

  /** The first place whose value is not smaller. */
  #placeOf(value: number): number {
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? Infinity) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
