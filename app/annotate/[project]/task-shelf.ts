import type { Task } from "./protocol.ts";

/** A task whose picture is decoded and ready to be put into the page. */
export type ReadyTask<Picture> = Task & { picture: Picture };

/**
 * The tasks in hand. Pictures load one after the other, so that the first is on the screen as early
 * as can be and the order stays the server's.
 */
export class TaskShelf<Picture> {
  readonly #load: (lease: string) => Promise<Picture>;
  readonly #leaseMs: number;
  readonly #changed: () => void;
  #ready: readonly ReadyTask<Picture>[] = [];
  /** leases in hand, shown or still loading */
  readonly #holding = new Set<string>();
  /** leases answered or skipped here or in another tab: never shown again */
  readonly #answered = new Set<string>();
  #incoming: Task[] = [];
  /** when the leases in hand were last renewed, ms */
  #renewedAt = 0;
  #loading = false;

  constructor(load: (lease: string) => Promise<Picture>, leaseMs: number, changed: () => void) {
    this.#load = load;
    this.#leaseMs = leaseMs;
    this.#changed = changed;
  }

  get current(): ReadyTask<Picture> | null {
    return this.#ready[0] ?? null;
  }

  get leases(): string[] {
    return [...this.#holding];
  }

  /**
   * Tasks that the server has handed out; those in hand already are not taken twice.
   * @param askedAt when it was asked, ms. Later than a lease after the last time, those in hand had
   *   run out: only what the server has just given again is still this person's.
   */
  take(tasks: readonly Task[], askedAt: number): void {
    if (askedAt - this.#renewedAt >= this.#leaseMs)
      this.#keep((held) => tasks.some(({ lease }) => lease === held));
    this.#renewedAt = askedAt;
    const fresh = tasks.filter(({ lease }) => !this.#holding.has(lease) && !this.#answered.has(lease));
    for (const { lease } of fresh) this.#holding.add(lease);
    this.#incoming = [...this.#incoming, ...fresh];
    void this.#loadAll();
  }

  /** A task taken back: it comes before all others. */
  async putFirst(task: Task): Promise<void> {
    const { lease } = task;
    this.#holding.add(lease);
    const picture = await this.#load(pictureOf(task));
    if (!this.#holding.has(lease)) return;
    this.#ready = [{ ...task, picture }, ...this.#ready.filter((other) => other.lease !== lease)];
    this.#changed();
  }

  /** The task has its answer, or was skipped. */
  answered(lease: string): void {
    this.#answered.add(lease);
    this.#keep((held) => held !== lease);
  }

  clear(): void {
    this.#keep(() => false);
  }

  #keep(wanted: (lease: string) => boolean): void {
    for (const lease of this.#holding) if (!wanted(lease)) this.#holding.delete(lease);
    this.#ready = this.#ready.filter(({ lease }) => this.#holding.has(lease));
    this.#incoming = this.#incoming.filter(({ lease }) => this.#holding.has(lease));
    this.#changed();
  }

  async #loadAll(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    for (let next = this.#incoming.shift(); next; next = this.#incoming.shift()) {
      const { lease } = next;
      const picture = await this.#load(pictureOf(next));
      if (!this.#holding.has(lease) || this.#ready.some((other) => other.lease === lease)) continue;
      this.#ready = [...this.#ready, { ...next, picture }];
      this.#changed();
    }
    this.#loading = false;
  }
}

/** What was taken back was on the screen before: the browser has its picture under the lease of then. */
const pictureOf = ({ lease, was = lease }: Task): string => was;
