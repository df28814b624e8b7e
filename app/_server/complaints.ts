import { AsyncLocalStorage } from "node:async_hooks";
import { format } from "node:util";
import { log } from "./log.ts";
import { rateLimit } from "#lib/rate-limit.ts";

/*
 * Lines of the log that anybody can cause without signing in: garbage that Next complains of, failed
 * sign-ins. Old lines make room for new ones, so a stranger who may write many could make the log forget
 * what they did. Each network may cause some, all together some more; what is left out is counted.
 */

const ofEach = { size: 20, everyMs: 10_000 };
const ofAll = { size: 200, everyMs: 1000 };
/** The count of what was left out is written this often, ms. */
const countEveryMs = 60_000;
/** Networks counted by themselves, the rest together. */
const mostCounted = 20;
/** A stranger's header can stand in it. */
const longestLine = 2000;

export type Complaints = {
  /** Write a line that a request from a network has caused, or count it where there were many. */
  mention(this: void, network: string, write: () => void): void;
  /** Tell how many were left out since the last time, if any. */
  count(this: void): void;
};

/** @param monotonic ms on a clock that nobody sets @param tell lines left out, by network */
export function openComplaints(
  monotonic: () => number,
  tell: (leftOut: Record<string, number>) => void,
): Complaints {
  const each = rateLimit(ofEach);
  const all = rateLimit(ofAll);
  const leftOut = new Map<string, number>();
  return {
    mention(network, write) {
      const now = monotonic();
      if (each.take(network, now) === 0 && all.take("all", now) === 0) return write();
      const key = leftOut.has(network) || leftOut.size < mostCounted ? network : "others";
      leftOut.set(key, (leftOut.get(key) ?? 0) + 1);
    },
    count() {
      if (leftOut.size > 0) tell(Object.fromEntries(leftOut));
      leftOut.clear();
    },
  };
}

declare global {
  /** As in database.ts: the pages' bundle and the server's own code are two programs in one process. */
  var tandemComplaints: Complaints | undefined;
}

function complaints(): Complaints {
  if (globalThis.tandemComplaints) return globalThis.tandemComplaints;
  const tell = (leftOut: Record<string, number>) =>
    log.warn({ leftOut }, "lines about requests were left out, by network");
  const opened = openComplaints(() => performance.now(), tell);
  setInterval(opened.count, countEveryMs).unref();
  return (globalThis.tandemComplaints = opened);
}

export const mention = (network: string, write: () => void): void => complaints().mention(network, write);

const asking = new AsyncLocalStorage<string>();

/** Do something for a request; what the console is told meanwhile is its network's. */
export const onBehalfOf = <T>(network: string, fn: () => T): T => asking.run(network, fn);

/** From now on what Next says on the console of a failure is one line of the log each time, and not endless. */
export function recordConsole(target: Pick<Console, "error" | "warn">): void {
  for (const level of ["error", "warn"] as const)
    target[level] = (...said: unknown[]) =>
      mention(asking.getStore() ?? "none", () => log[level](format(...said).slice(0, longestLine)));
}
