import { setTimeout as sleep } from "node:timers/promises";
import { metrics } from "./metrics.ts";
import { isBusy } from "#lib/error-code.ts";

/** How long a write waits for its turn, ms; another process may hold the database that long. */
const patienceMs = 10_000;
const longestPauseMs = 250;

/**
 * Do something that writes, and do it again while another process holds the database. Each try waits a
 * tenth of a second at most (database.ts), and between two tries this process goes on answering others.
 * A try that found the database locked has written nothing, so `fn` should write in one transaction.
 * @throws what fn throws; the last "busy" after ten seconds
 */
export async function retryBusy<T>(fn: () => T | Promise<T>): Promise<T> {
  const until = performance.now() + patienceMs;
  for (let pause = 20; ; pause = Math.min(2 * pause, longestPauseMs)) {
    try {
      return await fn();
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
      metrics().busyWaits.inc();
      await sleep(pause);
    }
  }
}
