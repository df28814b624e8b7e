import { and, asc, desc, eq, inArray, lt, lte, ne, or, sql } from "drizzle-orm";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { type Job, jobs, workers } from "#db/schema.ts";

/** How long a job stays with a worker that shows no sign of life, ms. Beats come much more often. */
export const leaseMs = 30_000;
/** A worker row without a beat for this long is a dead process, ms. */
const deadAfterMs = 60_000;

export type NewJob = { kind: string; payload: unknown; projectId: number | null; createdBy: number | null };

/** Put a job in the queue, in the transaction that makes its domain rows: one never exists without the other. */
export function enqueue(tx: Db, job: NewJob, now: number): Job {
  const row = tx
    .insert(jobs)
    .values({ ...job, state: "queued", runAfter: now, createdAt: now })
    .returning()
    .get();
  announce(tx, job.projectId, "jobs", now);
  return row;
}

/** What identifies a worker's hold on a job: a later attempt has another fence. */
export type Fence = { id: number; workerId: string; attempt: number };

const holds = (fence: Fence) =>
  and(
    eq(jobs.id, fence.id),
    eq(jobs.workerId, fence.workerId),
    eq(jobs.attempt, fence.attempt),
    eq(jobs.state, "running"),
  );

export const fenceOf = (job: Job): Fence => ({
  id: job.id,
  workerId: job.workerId ?? "",
  attempt: job.attempt,
});

/** A worker works in two lanes at once, so that an import does not wait for hours behind a training. */
export const lanes = ["train", "other"] as const;
export type Lane = (typeof lanes)[number];

/**
 * Take the oldest job of a lane that waits, or whose worker has fallen silent.
 * @param exhausted called in the same transaction for a job that fell silent too often and is now failed
 */
export function claimJob(
  db: Db,
  workerId: string,
  lane: Lane,
  now: number,
  exhausted: (tx: Db, job: Job) => void = () => undefined,
): Job | null {
  return write(db, (tx) => {
    for (;;) {
      const next = tx
        .select()
        .from(jobs)
        .where(
          and(
            lane === "train" ? eq(jobs.kind, "train") : ne(jobs.kind, "train"),
            or(
              and(eq(jobs.state, "queued"), lte(jobs.runAfter, now)),
              and(eq(jobs.state, "running"), lt(jobs.leaseUntil, now)),
            ),
          ),
        )
        .orderBy(asc(jobs.id))
        .limit(1)
        .get();
      if (!next) return null;
      const cancelled = next.cancelRequested;
      if (cancelled || next.attempt >= next.maxAttempts) {
        const error = cancelled
          ? null
          : "The worker stopped without a word while it did this, several times.";
        end(tx, next, cancelled ? "cancelled" : "failed", error, now);
        exhausted(tx, { ...next, state: cancelled ? "cancelled" : "failed", error });
        continue;
      }
      const claimed = tx
        .update(jobs)
        .set({
          state: "running",
          workerId,
          attempt: next.attempt + 1,
          leaseUntil: now + leaseMs,
          startedAt: next.startedAt ?? now,
        })
        .where(eq(jobs.id, next.id))
        .returning()
        .get();
      announce(tx, next.projectId, "jobs", now);
      return claimed;
    }
  });
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
      .set({ leaseUntil: now + leaseMs, ...news })
      .where(holds(fence))
      .returning({ projectId: jobs.projectId, cancel: jobs.cancelRequested })
      .get();
    if (!row) return "lost";
    if (news) announce(tx, row.projectId, "jobs", now);
    return row.cancel ? "cancel" : "go on";
  });
}

/** Mark the job finished inside the transaction that stores its results. @returns false when the hold was lost */
export function finishJob(tx: Db, fence: Fence, now: number): boolean {
  const row = tx.select().from(jobs).where(holds(fence)).get();
  if (!row) return false;
  tx.update(jobs)
    .set({ state: "finished", progress: 1, finishedAt: now, leaseUntil: null, error: null })
    .where(eq(jobs.id, row.id))
    .run();
  announce(tx, row.projectId, "jobs", now);
  return true;
}

/** Does the worker still hold the job? For jobs that write more than once. */
export const stillHeld = (tx: Db, fence: Fence): boolean =>
  tx.select({ id: jobs.id }).from(jobs).where(holds(fence)).get() !== undefined;

/**
 * The job did not finish.
 * @param outcome "retry" puts it back after a pause (until its attempts are used up), the others end it
 * @param ended called in the same transaction when this was the end of it
 */
export function giveUp(
  db: Db,
  fence: Fence,
  outcome: "retry" | "failed" | "cancelled",
  message: string | null,
  now: number,
  ended: (tx: Db, job: Job) => void = () => undefined,
): void {
  write(db, (tx) => {
    const job = tx.select().from(jobs).where(holds(fence)).get();
    if (!job) return;
    if (outcome === "retry" && job.attempt < job.maxAttempts && !job.cancelRequested) {
      tx.update(jobs)
        .set({
          state: "queued",
          workerId: null,
          leaseUntil: null,
          runAfter: now + 1000 * 4 ** job.attempt,
          error: message,
        })
        .where(eq(jobs.id, job.id))
        .run();
      announce(tx, job.projectId, "jobs", now);
      return;
    }
    const state = outcome === "cancelled" || job.cancelRequested ? "cancelled" : "failed";
    end(tx, job, state, message, now);
    ended(tx, { ...job, state, error: message });
  });
}

/** A worker that shuts down in good order gives its job back: it costs no attempt and starts again at once. */
export function handBack(db: Db, fence: Fence, now: number): void {
  write(db, (tx) => {
    const job = tx
      .update(jobs)
      .set({ state: "queued", workerId: null, leaseUntil: null, runAfter: now, attempt: fence.attempt - 1 })
      .where(holds(fence))
      .returning()
      .get();
    if (job) announce(tx, job.projectId, "jobs", now);
  });
}

function end(tx: Db, job: Job, state: "failed" | "cancelled", error: string | null, now: number): void {
  tx.update(jobs).set({ state, error, finishedAt: now, leaseUntil: null }).where(eq(jobs.id, job.id)).run();
  announce(tx, job.projectId, "jobs", now);
}

/** Ask for an end. A job that has not started ends now; a running one at its next safe point. */
export function requestCancel(
  db: Db,
  jobId: number,
  now: number,
  ended: (tx: Db, job: Job) => void = () => undefined,
): void {
  write(db, (tx) => {
    const job = tx.select().from(jobs).where(eq(jobs.id, jobId)).get();
    if (!job || (job.state !== "queued" && job.state !== "running")) return;
    tx.update(jobs).set({ cancelRequested: true }).where(eq(jobs.id, jobId)).run();
    if (job.state === "queued") {
      end(tx, job, "cancelled", null, now);
      ended(tx, { ...job, state: "cancelled" });
    }
    announce(tx, job.projectId, "jobs", now);
  });
}

export const findJob = (db: Db, id: number): Job | undefined =>
  db.select().from(jobs).where(eq(jobs.id, id)).get();

/** The project's newest jobs, newest first. */
export const listJobs = (db: Db, projectId: number, limit = 20): Job[] =>
  db.select().from(jobs).where(eq(jobs.projectId, projectId)).orderBy(desc(jobs.id)).limit(limit).all();

export const pendingJobs = (db: Db): Job[] =>
  db
    .select()
    .from(jobs)
    .where(inArray(jobs.state, ["queued", "running"]))
    .orderBy(asc(jobs.id))
    .all();

/* ── worker processes ───────────────────────────────────────────────────── */

export type WorkerRow = typeof workers.$inferSelect;

/** Say that this worker lives; forget those that do not. */
export function workerHeartbeat(db: Db, worker: Omit<WorkerRow, "beatAt">, now: number): void {
  write(db, (tx) => {
    const values = { ...worker, beatAt: now };
    tx.insert(workers).values(values).onConflictDoUpdate({ target: workers.id, set: values }).run();
    tx.delete(workers)
      .where(lt(workers.beatAt, now - deadAfterMs))
      .run();
  });
}

export const workerGone = (db: Db, id: string): void => {
  write(db, (tx) => tx.delete(workers).where(eq(workers.id, id)).run());
};

/** Workers that gave a sign of life lately. */
export const liveWorkers = (db: Db, now: number): WorkerRow[] =>
  db
    .select()
    .from(workers)
    .where(sql`${workers.beatAt} >= ${now - deadAfterMs}`)
    .all();
