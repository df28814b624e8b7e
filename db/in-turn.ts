import { setTimeout as sleep } from "node:timers/promises";

/** SQLite's lock knows no queue: after a write as long a pause, in which others get their turn. */
export async function inTurn<T>(fn: () => T): Promise<T> {
  const began = performance.now();
  const value = fn();
  await sleep(performance.now() - began);
  return value;
}
