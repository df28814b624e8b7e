import { z } from "zod";
import { type FindStore, keysOf, parsedOr, put } from "./storage.ts";

/** An answer, a skip, a flag or a batch of answers as it waits; the server checks the rest of it. */
const one = z.looseObject({
  lease: z.string(),
  outcome: z.string().optional(),
  /** of a flag, whose lease may be that of an answer as well */
  flag: z.string().optional(),
});
const many = z.looseObject({ batch: z.string(), leases: z.array(z.string()) });
const waitingAnswer = z.union([one, many]);
export type WaitingAnswer = z.output<typeof waitingAnswer>;
type Many = z.output<typeof many>;
const isMany = (waiting: WaitingAnswer): waiting is Many => "leases" in waiting;

/** The leases that are no more to be shown once this was done; a flag ends none. */
export const leasesOf = (done: WaitingAnswer): readonly string[] => {
  if (isMany(done)) return done.leases;
  return done.flag === undefined ? [done.lease] : [];
};

/** The flag that is raised or taken back; undefined where it is something else. */
export const flagOf = (done: WaitingAnswer): string | undefined => (isMany(done) ? undefined : done.flag);

const entry = z.object({ at: z.number(), answer: waitingAnswer });

/** By which it is known: here, in storage and to the server. A flag and its withdrawal are two. */
export const nameOf = (done: WaitingAnswer): string => {
  if (isMany(done)) return done.batch;
  const { lease, outcome, flag } = done;
  return flag === undefined ? lease : `${outcome}:${flag}`;
};
type Entry = z.output<typeof entry> & { inherited: boolean };

/** The server keeps leases about this long; an answer refused after that will never be accepted, ms. */
const hopelessAfterMs = 24 * 60 * 60_000;

/**
 * Answers on their way to the server. They stay in the browser's storage until the server has
 * acknowledged them, so that a lost connection, an ended session or a closed tab loses none. Each
 * answer has a key of its own: two tabs can never overwrite each other's.
 */
export class Outbox {
  readonly #find: FindStore;
  readonly #prefix: string;
  readonly #now: () => number;
  #waiting: readonly Entry[] = [];

  /**
   * @param owner whose answers to what: user and project
   * @param now ms
   */
  constructor(find: FindStore, owner: string, now: () => number) {
    this.#find = find;
    this.#prefix = `tandem.outbox.${owner}/`;
    this.#now = now;
  }

  /** Oldest first. */
  get all(): readonly WaitingAnswer[] {
    return this.#waiting.map(({ answer }) => answer);
  }

  /** Take over what lies in storage: an earlier page could not send it. */
  open(): void {
    const store = this.#find();
    const inherited = keysOf(store, this.#prefix).flatMap((key) => {
      const found = parsedOr(store?.getItem(key), entry, null);
      return found ? [{ ...found, inherited: true }] : [];
    });
    const known = new Set(inherited.map(({ answer }) => nameOf(answer)));
    const others = this.#waiting.filter(({ answer }) => !known.has(nameOf(answer)));
    this.#waiting = [...inherited, ...others].sort((a, b) => a.at - b.at);
  }

  add(answer: WaitingAnswer): void {
    const at = Math.max(this.#now(), (this.#waiting.at(-1)?.at ?? 0) + 1);
    this.#waiting = [...this.#waiting, { at, answer, inherited: false }];
    // Where storage is full, the answer still goes out from memory.
    put(this.#find(), this.#prefix + nameOf(answer), JSON.stringify({ at, answer }));
  }

  /** The server has it. */
  remove(done: WaitingAnswer): void {
    const name = nameOf(done);
    this.#waiting = this.#waiting.filter(({ answer }) => nameOf(answer) !== name);
    this.#find()?.removeItem(this.#prefix + name);
  }

  /**
   * The server will not take it now. This page does not send it again, but it stays in storage for a
   * day: perhaps somebody else was signed in, or a newer page knows how to send it.
   * @returns whether that is news: an earlier page may have said so
   */
  setAside(done: WaitingAnswer): boolean {
    const name = nameOf(done);
    const found = this.#waiting.find(({ answer }) => nameOf(answer) === name);
    this.#waiting = this.#waiting.filter((other) => other !== found);
    if (found && this.#now() - found.at > hopelessAfterMs) this.#find()?.removeItem(this.#prefix + name);
    return found?.inherited === false;
  }

  /** The leases of what another tab has just answered or skipped, from a storage event. */
  leasesGivenElsewhere(key: string | null, value: string | null): readonly string[] {
    const given = key?.startsWith(this.#prefix) === true ? parsedOr(value, entry, null) : null;
    return given ? leasesOf(given.answer) : [];
  }
}
