import { z } from "zod";
import { type FindStore, keysOf, parsedOr, put } from "./storage.ts";

/** A tab not heard of for longer has crashed, ms. Hidden tabs are silent, so this is long. */
const forgottenAfterMs = 24 * 60 * 60_000;

const given = z.array(z.string());

/**
 * Which tabs of this browser label the same project as the same person. They share leases (the
 * server gives a person's open tasks to whichever tab asks), so only the last to close gives them
 * back. A page that is opened right afterwards says so again before it asks for tasks: otherwise the
 * older message, still under way, could take the tasks from it that it was just given.
 */
export class OpenTabs {
  readonly #find: FindStore;
  readonly #prefix: string;
  readonly #mine: string;
  readonly #given: string;
  readonly #now: () => number;

  /**
   * @param owner user and project
   * @param tab a name that no other tab has
   * @param now ms
   */
  constructor(find: FindStore, owner: string, tab: string, now: () => number) {
    this.#find = find;
    this.#prefix = `tandem.tab.${owner}/`;
    this.#mine = this.#prefix + tab;
    this.#given = `tandem.given-back.${owner}`;
    this.#now = now;
  }

  /** This tab is open. */
  here(): void {
    put(this.#find(), this.#mine, String(this.#now()));
  }

  /** This tab is closed. @returns which of its leases to give back: all if it was the last */
  gone(leases: readonly string[]): readonly string[] {
    const store = this.#find();
    store?.removeItem(this.#mine);
    const isOpen = (key: string) => this.#now() - Number(store?.getItem(key)) < forgottenAfterMs;
    if (leases.length === 0 || keysOf(store, this.#prefix).some(isOpen)) return [];
    // Where storage is full, at worst some tasks are given back too early.
    put(store, this.#given, JSON.stringify(leases));
    return leases;
  }

  /** Leases that the last tab gave back, perhaps only just now. */
  get givenBack(): readonly string[] {
    return parsedOr(this.#find()?.getItem(this.#given), given, []);
  }

  /** The server has heard of those. */
  heard(): void {
    this.#find()?.removeItem(this.#given);
  }
}
