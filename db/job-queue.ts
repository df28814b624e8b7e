import { and, asc, eq, inArray } from "drizzle-orm";
import { type Db, type RootDb, write, writePart } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { type Job, jobs } from "#db/schema.ts";

/** The queue's rows: a job is put in, held by one worker at a time, and finished with its results. */

export type NewJob = { kind: string; payload: unknown; projectId: number | null; createdBy: number | null };

/** Put a job in the queue, in the transaction that makes its domain rows: one never exists without the other. */
export function enqueue(tx: Db, job: NewJob, now: number): Job {
  const row = tx
    .insert(jobs)
    .values({ ...job, state: "queued", createdAt: now })
    .returning()
    .get();
  announce(tx, job.projectId, "jobs", now);
  return row;
}

export const findJob = (db: Db, id: number): Job | undefined =>
  db.select().from(jobs).where(eq(jobs.id, id)).get();

/** Jobs that wait or run, oldest first. */
export const pendingJobs = (db: Db): Job[] =>
  db
    .select()
    .from(jobs)
    .where(inArray(jobs.state, ["queued", "running"]))
    .orderBy(asc(jobs.id))
    .all();

/** What identifies a worker's hold on a job: a later attempt has another fence. */
export type Fence = { id: number; workerId: string; attempt: number };

/** The hold of the worker that claimed the job. */
export function fenceOf({ id, workerId, attempt }: Job): Fence {
  if (workerId === null) throw new Error(`no worker holds job ${id}`);
  return { id, workerId, attempt };
}

/** Rows of `jobs` that this worker still holds: one or none. */
export const heldBy = (fence: Fence) =>
  and(
    eq(jobs.id, fence.id),
    eq(jobs.workerId, fence.workerId),
    eq(jobs.attempt, fence.attempt),
    eq(jobs.state, "running"),
  );

/** How a job ended for good without a result. */
export type JobEnd = { state: "failed" | "cancelled"; error: string | null };

/** Another worker has the job now: write nothing more. */
export class JobLost extends Error {
  constructor() {
    super("Another worker has taken over this job.");
  }
}

/**
 * write() on behalf of a job, for jobs that store their work piece by piece: nothing is written once
 * the hold is lost.
 * @param fence null: nobody's job, such as a command's
 * @throws JobLost
 */
export const writeHeld = <T>(db: Db, fence: Fence | null, fn: (tx: Db) => T): T => write(db, held(fence, fn));

/** writePart() for the job that is held. @throws JobLost */
export const writePartHeld = <T>(db: RootDb, fence: Fence | null, fn: (tx: Db) => T): T =>
  writePart(db, held(fence, fn));

const held =
  <T>(fence: Fence | null, fn: (tx: Db) => T) =>
  (tx: Db): T => {
    if (fence !== null && !stillHeld(tx, fence)) throw new JobLost();
    return fn(tx);
  };

const stillHeld = (tx: Db, fence: Fence): boolean =>
  tx.select({ id: jobs.id }).from(jobs).where(heldBy(fence)).get() !== undefined;

/**
 * Mark the job finished, in the transaction that stores its results.
 * @throws JobLost when the hold was lost, which undoes the transaction
 */
export function finishJob(tx: Db, fence: Fence, now: number): void {
  const row = tx
    .update(jobs)
    .set({ state: "finished", progress: 1, finishedAt: now, error: null })
    .where(heldBy(fence))
    .returning()
    .get();
  if (!row) throw new JobLost();
  announce(tx, row.projectId, "jobs", now);
}
