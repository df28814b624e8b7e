/** Virtual time: timers fire in order, and promises settle between them. */
export class Time {
  #now = Date.UTC(2026, 0, 15, 12);
  #next = 1;
  readonly #timers = new Map<number, { at: number; act: () => void }>();

  readonly now = (): number => this.#now;

  readonly timers = {
    set: (act: () => void, ms: number): number => {
      this.#timers.set(this.#next, { at: this.#now + ms, act });
      return this.#next++;
    },
    clear: (timer: number): void => void this.#timers.delete(timer),
  };

  readonly sleep = (ms: number): Promise<void> => new Promise((resolve) => this.timers.set(resolve, ms));

  /** Everything that happens within the next `ms`. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settled();
      const due = [...this.#timers].filter(([, { at }]) => at <= until);
      const [first] = due.sort(([a, x], [b, y]) => x.at - y.at || a - b);
      if (!first) break;
      const [id, { at, act }] = first;
      this.#timers.delete(id);
      this.#now = Math.max(this.#now, at);
      act();
    }
    this.#now = until;
  }

  /** The computer sleeps: the clock goes on, no timer fires. */
  leap(ms: number): void {
    this.#now += ms;
    for (const timer of this.#timers.values()) timer.at += ms;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
