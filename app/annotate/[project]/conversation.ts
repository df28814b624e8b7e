const retryMs = [500, 1000, 2000, 5000];
const longestRetryMs = 10_000;

export type Timers = { set: (act: () => void, ms: number) => number; clear: (timer: number) => void };

/** How a request went. */
export type Turn =
  /** go on while there is more to say */
  | "fine"
  /** go on in any case */
  | "again"
  /** wait for the next occasion */
  | "stop"
  /** try again after a while */
  | "unreachable";

export type Speaker = {
  /** one request and what follows from its reply; does not reject */
  turn: () => Promise<Turn>;
  more: () => boolean;
  /** something to do regularly. @returns whether to speak as well */
  heartbeat: () => boolean;
};

/**
 * Requests one after the other, never two at once: when asked to speak, regularly, and after a
 * failure sooner and then later.
 */
export class Conversation {
  readonly #timers: Timers;
  readonly #heartbeatMs: number;
  readonly #speaker: Speaker;
  #running = false;
  #talking = false;
  #failures = 0;
  #retry: number | null = null;
  #heartbeat: number | null = null;

  constructor(timers: Timers, heartbeatMs: number, speaker: Speaker) {
    this.#timers = timers;
    this.#heartbeatMs = heartbeatMs;
    this.#speaker = speaker;
  }

  get running(): boolean {
    return this.#running;
  }

  start(): void {
    this.#running = true;
    this.#scheduleHeartbeat();
    this.speak();
  }

  stop(): void {
    this.#running = false;
    for (const timer of [this.#retry, this.#heartbeat]) if (timer !== null) this.#timers.clear(timer);
  }

  /** Speak now, unless that is happening already. */
  speak(): void {
    void this.#talk();
  }

  async #talk(): Promise<void> {
    if (this.#talking || !this.#running) return;
    this.#talking = true;
    if (this.#retry !== null) this.#timers.clear(this.#retry);
    let turn: Turn;
    do {
      turn = await this.#speaker.turn();
      if (turn !== "unreachable") this.#failures = 0;
    } while (this.#running && (turn === "again" || (turn === "fine" && this.#speaker.more())));
    this.#talking = false;
    if (turn === "unreachable" && this.#running)
      this.#retry = this.#timers.set(() => this.speak(), retryMs[this.#failures++] ?? longestRetryMs);
  }

  #scheduleHeartbeat(): void {
    if (this.#heartbeat !== null) this.#timers.clear(this.#heartbeat);
    this.#heartbeat = this.#timers.set(() => {
      this.#scheduleHeartbeat();
      if (this.#speaker.heartbeat()) this.speak();
    }, this.#heartbeatMs);
  }
}
