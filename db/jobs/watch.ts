import { and, eq, gt, or } from "drizzle-orm";
import { newSilence } from "#lib/silence.ts";
import type { Db } from "#db/client.ts";
import { type Job, jobs } from "#db/schema.ts";

const [defaultSeconds, leastSeconds] = [30, 5];

/**
 * How long a job stays with a worker that shows no sign of life, ms: $TANDEM_JOB_LEASE_SECONDS, else half a
 * minute. Signs of life come every second, so that less than a few of them is not believed.
 */
export function jobLeaseMs(setting = process.env.TANDEM_JOB_LEASE_SECONDS): number {
  const seconds = Number(setting);
  return (seconds > 0 ? Math.max(seconds, leastSeconds) : defaultSeconds) * 1000;
}

/** A job as it was when its time was up. */
export type Overdue = Pick<Job, "id" | "state" | "attempt" | "beats">;

/**
 * Watches the jobs that others hold, and those that wait for their next attempt. A job's time is up when it
 * has not moved for so long by this process's own clock.
 * @param leaseMs for how long a job that is being done may show no sign of life
 * @returns a function to be called every second or so with a monotonic time, ms; it gives what is overdue
 */
export function newJobWatch(leaseMs = jobLeaseMs()): (db: Db, at: number) => Overdue[] {
  const silence = newSilence();
  return (db, at) => {
    const watched = db
      .select({
        id: jobs.id,
        state: jobs.state,
        attempt: jobs.attempt,
        beats: jobs.beats,
        delayMs: jobs.delayMs,
      })
      .from(jobs)
      .where(or(eq(jobs.state, "running"), and(eq(jobs.state, "queued"), gt(jobs.delayMs, 0))))
      .all();
    const silent = silence(
      watched.map(({ id, state, attempt, beats }) => [`${id}`, `${state} ${attempt} ${beats}`] as const),
      at,
    );
    return watched.filter(
      ({ id, state, delayMs }) => (silent.get(`${id}`) ?? 0) > (state === "running" ? leaseMs : delayMs),
    );
  };
}
