import { at } from "#lib/array.ts";

/**
 * Answers in any order, one a row, as columns: a million objects would take ten times the memory. Sorted by item
 * once all are known, so that whatever is said of one item can be looked at together.
 */
export class LongTable {
  #length = 0;
  #row = new Int32Array(1024);
  #item = new Int32Array(1024);
  #ordinal = new Int32Array(1024);
  #worker = new Int16Array(1024);
  #label = new Int16Array(1024);
  #ms = new Float32Array(1024);
  readonly #workers = new Map<string, number>();

  get length(): number {
    return this.#length;
  }

  /** how many there are */
  get workers(): number {
    return this.#workers.size;
  }

  /** by their numbers */
  workerNames(): string[] {
    return [...this.#workers.keys()];
  }

  push({ row, itemId, ordinal, worker, label, ms }: LongRow & { worker: string; ordinal: number }): void {
    if (this.#length === this.#row.length) this.#grow();
    const place = this.#length++;
    const known = this.#workers.get(worker);
    const number = known ?? this.#workers.size;
    if (known === undefined) this.#workers.set(worker, number);
    this.#row[place] = row;
    this.#item[place] = itemId;
    this.#ordinal[place] = ordinal;
    this.#worker[place] = number;
    this.#label[place] = label;
    this.#ms[place] = ms ?? NaN;
  }

  /** The answers item by item, each with the number of its worker, in the order in which they came. */
  *byItem(): Generator<{ itemId: number; answers: (LongRow & { worker: number })[] }, void, void> {
    const order = this.#sorted();
    for (let from = 0; from < order.length;) {
      const first = at(order, from);
      const answers: (LongRow & { worker: number })[] = [];
      let to = from;
      for (; to < order.length && this.#ordinal[at(order, to)] === this.#ordinal[first]; to++)
        answers.push(this.#at(at(order, to)));
      from = to;
      yield { itemId: at(this.#item, first), answers };
    }
  }

  #at(place: number): LongRow & { worker: number } {
    const ms = at(this.#ms, place);
    return {
      row: at(this.#row, place),
      itemId: at(this.#item, place),
      worker: at(this.#worker, place),
      label: at(this.#label, place),
      ms: Number.isNaN(ms) ? null : ms,
    };
  }

  /** Places by ordinal, equal ones in their order (counting sort). */
  #sorted(): Int32Array {
    const n = this.#length;
    let most = 0;
    for (let place = 0; place < n; place++) most = Math.max(most, at(this.#ordinal, place));
    const start = new Int32Array(most + 2);
    for (let place = 0; place < n; place++) start[at(this.#ordinal, place) + 1]!++;
    for (let ordinal = 0; ordinal <= most; ordinal++) start[ordinal + 1]! += at(start, ordinal);
    const order = new Int32Array(n);
    for (let place = 0; place < n; place++) order[start[at(this.#ordinal, place)]!++] = place;
    return order;
  }

  #grow(): void {
    const size = 2 * this.#row.length;
    const grown = <Column extends Int32Array | Int16Array | Float32Array>(longer: Column, column: Column) => {
      longer.set(column);
      return longer;
    };
    this.#row = grown(new Int32Array(size), this.#row);
    this.#item = grown(new Int32Array(size), this.#item);
    this.#ordinal = grown(new Int32Array(size), this.#ordinal);
    this.#worker = grown(new Int16Array(size), this.#worker);
    this.#label = grown(new Int16Array(size), this.#label);
    this.#ms = grown(new Float32Array(size), this.#ms);
  }
}

export type LongRow = { row: number; itemId: number; label: number; ms: number | null };
