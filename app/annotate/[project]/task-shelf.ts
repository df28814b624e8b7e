import type { Task } from "./protocol.ts";

/** A task whose picture is decoded and ready to be put into the page. */
export type ReadyTask<Picture> = Task & { picture: Picture };

/**
 * The tasks in hand. Pictures load a few at a time, one where one is looked at, so that the first is on the screen as
 * early as can be; the order stays the server's.
 */
export class TaskShelf<Picture> {
  readonly #load: (lease: string) => Promise<Picture>;
  readonly #loads: number;
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

  /** @param loads pictures fetched at a time */
  constructor(
    load: (lease: string) => Promise<Picture>,
    loads: number,
    leaseMs: number,
    changed: () => void,
  ) {
    this.#load = load;
    this.#loads = loads;
    this.#leaseMs = leaseMs;
    this.#changed = changed;
  }

  /** Tasks that can be shown, in the order in which they are. */
  get ready(): readonly ReadyTask<Picture>[] {
    return this.#ready;
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

  /** Tasks taken back: they come before all others. */
  async putFirst(tasks: readonly Task[]): Promise<void> {
    for (const { lease } of tasks) this.#holding.add(lease);
    const loaded = await Promise.all(
      tasks.map(async (task) => ({ ...task, picture: await this.#load(pictureOf(task)) })),
    );
    const back = loaded.filter(({ lease }) => this.#holding.has(lease));
    const leases = new Set(back.map(({ lease }) => lease));
    this.#ready = [...back, ...this.#ready.filter(({ lease }) => !leases.has(lease))];
    this.#changed();
  }

  /** The tasks have their answers, or were skipped. */
  answered(leases: readonly string[]): void {
    const gone = new Set(leases);
    for (const lease of gone) this.#answered.add(lease);
    this.#keep((held) => !gone.has(held));
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
    const loading: { task: Task; picture: Promise<Picture> }[] = [];
    for (;;) {
      while (loading.length < this.#loads) {
        const task = this.#incoming.shift();
        if (!task) break;
        loading.push({ task, picture: this.#load(pictureOf(task)) });
      }
      const next = loading.shift();
      if (!next) break;
      const { lease } = next.task;
      const picture = await next.picture;
      if (!this.#holding.has(lease) || this.#ready.some((other) => other.lease === lease)) continue;
      this.#ready = [...this.#ready, { ...next.task, picture }];
      this.#changed();
    }
    this.#loading = false;
  }
}

/** What was taken back was on the screen before: the browser has its picture under the lease of then. */
const pictureOf = ({ lease, was = lease }: Task): string => was;
