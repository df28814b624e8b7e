import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { RootDb } from "#db/client.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { isBusy } from "#lib/error-code.ts";

/** How long somebody waits for a database that another process has locked, ms, and how often it is tried. */
const patienceMs = 10_000;
const againAfterMs = 5;

type Waiting = {
  work: (desk: Desk) => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
};

export type GroupCommit = {
  /**
   * Do some work at the desk in a transaction that may carry others' work as well. When the promise is
   * fulfilled, its changes are on the disk.
   * @throws what `work` throws, and SQLITE_BUSY where the lock is not had in time; nothing of it has happened then
   */
  run<T>(work: (desk: Desk) => T): Promise<T>;
};

/**
 * One commit, and one wait for the disk, for everything that arrives in a turn of the event loop.
 * @param monotonic ms on a clock that nobody sets
 * @param told of every commit: how many pieces of work it carried, and how long it took, ms
 */
export function groupCommit(
  db: RootDb,
  monotonic: () => number,
  told: (commit: { works: number; ms: number }) => void = () => undefined,
): GroupCommit {
  let waiting: Waiting[] = [];
  let busy = false;
  const { $client: sqlite } = db;
  const usualWait = z.int().parse(sqlite.pragma("busy_timeout", { simple: true }));

  async function commitAll(): Promise<void> {
    busy = true;
    // The turn's other requests are still being read.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await commit(group);
    }
    busy = false;
  }

  async function commit(group: readonly Waiting[]): Promise<void> {
    const results = await together(group);
    if (results === null && group.length > 1) {
      // One of them fails the others: each by itself, so that it fails alone.
      for (const one of group) await commit([one]);
      return;
    }
    results?.forEach((value, i) => group[i]?.resolve(value));
  }

  /** In one transaction; SQLite must not stand still for a lock, since pictures and pages would with it. */
  function atOnce(group: readonly Waiting[]): unknown[] {
    sqlite.pragma("busy_timeout = 0");
    try {
      return inTurn(db, (desk) => group.map(({ work }) => work(desk)));
    } finally {
      sqlite.pragma(`busy_timeout = ${usualWait}`);
    }
  }

  /** @returns null when the work failed; a single piece is then rejected */
  async function together(group: readonly Waiting[]): Promise<unknown[] | null> {
    const from = monotonic();
    for (;;) {
      const started = monotonic();
      try {
        const results = atOnce(group);
        told({ works: group.length, ms: monotonic() - started });
        return results;
      } catch (error) {
        const locked = isBusy(error);
        if (locked && monotonic() - from < patienceMs) await sleep(againAfterMs);
        else {
          if (locked || group.length === 1) for (const { reject } of group) reject(error);
          return locked ? [] : null;
        }
      }
    }
  }

  return {
    run: <T>(work: (desk: Desk) => T) =>
      new Promise<T>((resolve, reject) => {
        let result: { value: T } | undefined;
        waiting.push({
          work: (desk) => {
            result = { value: work(desk) };
          },
          resolve: () => (result ? resolve(result.value) : reject(new Error("the work was not done"))),
          reject,
        });
        if (!busy) void commitAll();
      }),
  };
}
