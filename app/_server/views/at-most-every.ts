import type { Versioned } from "./questions.ts";

export type Clock = { now: () => number; sleep: (ms: number) => Promise<void> };

export type Pace<Value> = {
  /** shortest time from one computation's beginning to the next, ms */
  everyMs: number;
  /** and this many times as long as the last one took, so that computing leaves a share of the processor free */
  rest: number;
  compute: () => Promise<Versioned<Value>>;
  /** somebody was given an old answer, and now there is a newer one */
  renewed: () => void;
  clock: Clock;
};

/**
 * One answer for all who ask, computed at most so often. Whoever asks gets one whose computation began
 * after they asked, or, where that would take longer than their patience, the last one that there is.
 * @returns ask(patience): patience in ms; the very first answer is always waited for
 */
export function atMostEvery<Value>({
  everyMs,
  rest,
  compute,
  renewed,
  clock,
}: Pace<Value>): (patience: number) => Promise<Versioned<Value>> {
  let kept: Versioned<Value> | null = null;
  let nextAt = -Infinity;
  let running: Promise<unknown> | null = null;
  let next: Promise<Versioned<Value>> | null = null;

  function start(): Promise<Versioned<Value>> {
    const began = clock.now();
    nextAt = began + everyMs;
    const computed = compute();
    running = computed
      .then((value) => {
        kept = value;
      })
      .catch(() => undefined) // whoever asked hears of it
      .finally(() => {
        running = null;
        nextAt = Math.max(nextAt, clock.now() + rest * (clock.now() - began));
      });
    return computed;
  }

  async function later(): Promise<Versioned<Value>> {
    await running;
    await clock.sleep(Math.max(0, nextAt - clock.now()));
    next = null;
    return start();
  }

  /** The computed answer, or the old one once the patience is over. */
  function within(
    patience: number,
    computed: Promise<Versioned<Value>>,
    old: Versioned<Value>,
  ): Promise<Versioned<Value>> {
    let given = false;
    const give = () => {
      given = true;
      return old;
    };
    computed.then(
      ({ version }) => given && version !== old.version && renewed(),
      () => undefined, // the next who asks hears of it
    );
    return patience <= 0
      ? Promise.resolve(give())
      : Promise.race([computed, clock.sleep(patience).then(give)]);
  }

  return (patience) => {
    const free = !next && !running && clock.now() >= nextAt;
    const computed = free ? start() : (next ??= later());
    return kept ? within(patience, computed, kept) : computed;
  };
}
