import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { RootDb } from "#db/client.ts";

/** A pause is as long as the write before it while others write, and this part of it while nobody does. */
const least = 0.25;

/** Whose commits a connection has seen so far, and how long its pauses are. */
const seen = new WeakMap<RootDb, { others: number; share: number }>();

/**
 * SQLite's lock knows no queue: after a write comes a pause, in which others get their turn. Whoever waits looks again
 * after up to 100 ms and may miss a short gap; so once somebody got in, the gaps are long for a while.
 * @param fn one transaction
 */
export async function inTurn<T>(db: RootDb, fn: () => T): Promise<T> {
  const began = performance.now();
  const value = fn();
  const others = z.int().parse(db.$client.pragma("data_version", { simple: true }));
  const before = seen.get(db) ?? { others: -1, share: 1 };
  const share = others === before.others ? Math.max(least, before.share / 1.2) : 1;
  seen.set(db, { others, share });
  await sleep(share * (performance.now() - began));
  return value;
}
