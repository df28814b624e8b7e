import { and, asc, eq, inArray, notInArray, or, sql } from "drizzle-orm";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { type Fence, heldBy, type JobEnd } from "#db/job-queue.ts";
import { settleRows } from "#db/jobs/ends.ts";
import type { Overdue } from "#db/jobs/watch.ts";
import { type Job, jobs } from "#db/schema.ts";

/** A job's way through its workers: claimed, kept by heartbeats, given up, handed back or cancelled. */

/**
 * A worker works in these lanes at once: an import does not wait for hours behind a training, and what the queue needs
 * (fits, predictions) does not wait behind a large export.
 */
export const lanes = ["train", "export", "packs", "other"] as const;
export type Lane = (typeof lanes)[number];
/** Kinds of jobs that have a lane of their own; all others share one. */
const kindsOf: Record<Exclude<Lane, "other">, readonly string[]> = {
  train: ["train", "embed"], // may take hours
  export: ["export"],
  packs: ["packs"], // gigabytes over a network, while an import fills the disk
};
export const laneOf = (kind: string): Lane =>
  lanes.find((lane) => lane !== "other" && kindsOf[lane].includes(kind)) ?? "other";
const inLane = (lane: Lane) =>
  lane === "other" ? notInArray(jobs.kind, Object.values(kindsOf).flat()) : inArray(jobs.kind, kindsOf[lane]);

/**
 * Take the oldest job of a lane that waits, or is overdue. Jobs that fell silent too often, or were
 * cancelled meanwhile, end here.
 * @param overdue what this worker's watch found (db/jobs/watch.ts)
 */
export function claimJob(
  db: Db,
  workerId: string,
  lane: Lane,
  now: number,
  overdue: readonly Overdue[] = [],
): Job | null {
  return write(db, (tx) => {
    const found = tx
      .select()
      .from(jobs)
      .where(
        and(
          inLane(lane),
          or(
            and(eq(jobs.state, "queued"), eq(jobs.delayMs, 0)),
            inArray(
              jobs.id,
              overdue.map(({ id }) => id),
            ),
          ),
        ),
      )
      .orderBy(asc(jobs.id))
      .all();
    for (const job of found) {
      const waits = job.state === "queued" && job.delayMs === 0;
      if (!waits && !overdue.some((seen) => isStill(seen, job))) continue;
      if (job.cancelRequested) end(tx, job, { state: "cancelled", error: null }, now);
      else if (job.attempt >= job.maxAttempts)
        end(tx, job, { state: "failed", error: "Its worker died several times while doing this." }, now);
      else return claim(tx, job, workerId, now);
    }
    return null;
  });
}

/** Nothing has happened to the job since it was looked at. */
const isStill = (seen: Overdue, job: Job): boolean =>
  seen.id === job.id && seen.attempt === job.attempt && seen.beats === job.beats && seen.state === job.state;

function claim(tx: Db, job: Job, workerId: string, now: number): Job {
  const claimed = tx
    .update(jobs)
    .set({
      state: "running",
      workerId,
      attempt: job.attempt + 1,
      delayMs: 0,
      beats: job.beats + 1,
      startedAt: job.startedAt ?? now,
    })
    .where(eq(jobs.id, job.id))
    .returning()
    .get();
  announce(tx, job.projectId, "jobs", now);
  return claimed;
}

/**
 * Sign of life, progress, question and fence in one statement.
 * @returns whether to cancel, or "lost" when somebody else has the job now: then stop and write nothing
 */
export function heartbeat(
  db: Db,
  fence: Fence,
  news: { progress: number; note: Record<string, unknown> } | null,
  now: number,
): "go on" | "cancel" | "lost" {
  return write(db, (tx) => {
    const row = tx
      .update(jobs)
      .set({ beats: sql`${jobs.beats} + 1`, ...news })
      .where(heldBy(fence))
      .returning({ projectId: jobs.projectId, cancel: jobs.cancelRequested })
      .get();
    if (!row) return isFinishedBy(tx, fence) ? "go on" : "lost";
    if (news) announce(tx, row.projectId, "jobs", now);
    return row.cancel ? "cancel" : "go on";
  });
}

/** Its results are stored, and it may still have files to tidy up. */
const isFinishedBy = (tx: Db, { id, workerId, attempt }: Fence): boolean =>
  tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        eq(jobs.id, id),
        eq(jobs.workerId, workerId),
        eq(jobs.attempt, attempt),
        eq(jobs.state, "finished"),
      ),
    )
    .get() !== undefined;

/**
 * The job did not finish. Does nothing when the hold was lost.
 * @param outcome "retry" puts it back after a pause (until its attempts are used up), the others end it
 */
export function giveUp(
  db: Db,
  fence: Fence,
  outcome: "retry" | JobEnd["state"],
  error: string | null,
  now: number,
): void {
  write(db, (tx) => {
    const job = tx.select().from(jobs).where(heldBy(fence)).get();
    if (!job) return;
    if (outcome === "retry" && job.attempt < job.maxAttempts && !job.cancelRequested) {
      tx.update(jobs)
        .set({ state: "queued", workerId: null, delayMs: 1000 * 4 ** job.attempt, error })
        .where(eq(jobs.id, job.id))
        .run();
      announce(tx, job.projectId, "jobs", now);
      return;
    }
    const cancelled = outcome === "cancelled" || job.cancelRequested;
    end(tx, job, { state: cancelled ? "cancelled" : "failed", error }, now);
  });
}

/** The job is done elsewhere: should its worker die meanwhile, it was not over this. Attempts count from here. */
export function countAnew(db: Db, fence: Fence, attempts = 3): void {
  write(db, (tx) =>
    tx
      .update(jobs)
      .set({ maxAttempts: fence.attempt + attempts })
      .where(heldBy(fence))
      .run(),
  );
}

/** A worker that shuts down in good order gives its job back: it costs no attempt and starts again at once. */
export function handBack(db: Db, fence: Fence, now: number): void {
  write(db, (tx) => {
    const job = tx
      .update(jobs)
      .set({ state: "queued", workerId: null, delayMs: 0, attempt: fence.attempt - 1 })
      .where(heldBy(fence))
      .returning()
      .get();
    if (job) announce(tx, job.projectId, "jobs", now);
  });
}

/**
 * Ask for a job's end, inside a transaction. One that waits ends now; a running one at its next safe point.
 * @returns false when it had ended before
 */
export function requestCancel(tx: Db, jobId: number, now: number): boolean {
  const job = tx.select().from(jobs).where(eq(jobs.id, jobId)).get();
  if (!job || (job.state !== "queued" && job.state !== "running")) return false;
  tx.update(jobs).set({ cancelRequested: true }).where(eq(jobs.id, jobId)).run();
  if (job.state === "queued") end(tx, job, { state: "cancelled", error: null }, now);
  else announce(tx, job.projectId, "jobs", now);
  return true;
}

/** The one place where a job ends without a result, and its rows with it. */
function end(tx: Db, job: Job, how: JobEnd, now: number): void {
  tx.update(jobs)
    .set({ ...how, finishedAt: now })
    .where(eq(jobs.id, job.id))
    .run();
  settleRows(tx, job, how, now);
  announce(tx, job.projectId, "jobs", now);
}
