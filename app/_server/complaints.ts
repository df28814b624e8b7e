import { AsyncLocalStorage } from "node:async_hooks";
import { format } from "node:util";
import { log } from "./log.ts";
import { type RateLimit, rateLimit } from "#lib/rate-limit.ts";

/*
 * Lines of the log that anybody can cause without signing in: garbage that Next complains of, failed
 * sign-ins. Old lines make room for new ones, so a stranger who may write many could make the log forget
 * what they did. Each network may cause some, all together some more; what is left out is counted.
 */

const each = { size: 20, everyMs: 10_000 };
const together = { size: 200, everyMs: 1000 };
/** The count of what was left out is written this often, ms. */
const countEveryMs = 60_000;
/** Networks counted by themselves, the rest together. */
const mostCounted = 20;
/** A stranger's header can stand in it. */
const longestLine = 2000;

type Complaints = { each: RateLimit; together: RateLimit; leftOut: Map<string, number> };
declare global {
  /** As in database.ts: the pages' bundle and the server's own code are two programs in one process. */
  var tandemComplaints: Complaints | undefined;
}

function complaints(): Complaints {
  if (globalThis.tandemComplaints) return globalThis.tandemComplaints;
  setInterval(count, countEveryMs).unref();
  return (globalThis.tandemComplaints = {
    each: rateLimit(each),
    together: rateLimit(together),
    leftOut: new Map(),
  });
}

/** Write a line that a request from a network has caused, or count it where there were many. */
export function mention(network: string, write: () => void): void {
  const { each, together, leftOut } = complaints();
  const now = performance.now();
  if (each.take(network, now) === 0 && together.take("all", now) === 0) return write();
  const key = leftOut.has(network) || leftOut.size < mostCounted ? network : "others";
  leftOut.set(key, (leftOut.get(key) ?? 0) + 1);
}

function count(): void {
  const { leftOut } = complaints();
  if (leftOut.size === 0) return;
  log.warn({ leftOut: Object.fromEntries(leftOut) }, "lines about requests were left out, by network");
  leftOut.clear();
}

const asking = new AsyncLocalStorage<string>();

/** Do something for a request; what the console is told meanwhile is its network's. */
export const onBehalfOf = <T>(network: string, fn: () => T): T => asking.run(network, fn);

/** From now on what Next says on the console of a failure is one line of the log each time, and not endless. */
export function recordConsole(): void {
  for (const level of ["error", "warn"] as const)
    console[level] = (...said: unknown[]) =>
      mention(asking.getStore() ?? "none", () => log[level](format(...said).slice(0, longestLine)));
}
