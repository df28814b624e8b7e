import { desc, eq, sql } from "drizzle-orm";
import { at } from "#lib/array.ts";
import { topClass } from "#lib/stats/argmax.ts";
import type { Db } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { type Fence, type JobEnd, writeHeld } from "#db/job-queue.ts";
import { type Job, jobs, predictions, projects, raters, type Run, runOutputs, runs } from "#db/schema.ts";

/** The rows of trainings, from their start to their stored predictions. */

export const findRun = (db: Db, id: number): Run | undefined =>
  db.select().from(runs).where(eq(runs.id, id)).get();

/** The project's runs, newest first. */
export const listRuns = (db: Db, projectId: number): Run[] =>
  db.select().from(runs).where(eq(runs.projectId, projectId)).orderBy(desc(runs.id)).all();

/** The jobs that train the project's runs, by run. */
export const jobsOfRuns = (db: Db, projectId: number): Map<number, Job> =>
  new Map(
    db
      .select({ runId: runs.id, job: jobs })
      .from(runs)
      .innerJoin(jobs, eq(jobs.id, runs.jobId))
      .where(eq(runs.projectId, projectId))
      .all()
      .map(({ runId, job }) => [runId, job]),
  );

/** A worker begins the training, or takes it up again. @throws JobLost */
export function runStarted(
  db: Db,
  fence: Fence,
  runId: number,
  codeVersion: string | null,
  now: number,
): void {
  writeHeld(db, fence, (tx) => {
    const run = tx
      .update(runs)
      .set({
        state: "running",
        startedAt: sql`coalesce(${runs.startedAt}, ${now})`,
        codeVersion,
        error: null,
      })
      .where(eq(runs.id, runId))
      .returning()
      .get();
    announce(tx, run.projectId, "runs", now);
  });
}

/** What a training found out about itself, and its out-of-sample predictions. */
export type RunResult = Pick<
  Run,
  | "executor"
  | "parameters"
  | "accuracy"
  | "goldItems"
  | "imagesPerSecond"
  | "seconds"
  | "sharedEpochs"
  | "keptEpoch"
  | "temperature"
  | "history"
> & {
  itemIds: Int32Array;
  /** [itemIds.length × classes] */
  probabilities: Float32Array;
};

/** Store what a run found, and make it a rater. Call it in the transaction that finishes the job. */
export function storeRun(tx: Db, runId: number, result: RunResult, now: number): Run {
  const { itemIds, probabilities, ...figures } = result;
  const run = tx
    .update(runs)
    .set({ ...figures, state: "finished", finishedAt: now, error: null })
    .where(eq(runs.id, runId))
    .returning()
    .get();
  const project = tx.select().from(projects).where(eq(projects.id, run.projectId)).get();
  if (!project) throw new Error(`run ${runId} has no project`);
  tx.insert(runOutputs)
    .values({ runId, itemIds: bytesOf(itemIds), probabilities: bytesOf(probabilities) })
    .run();
  const classes = project.classes.length;
  const rows = Array.from(itemIds, (itemId, i) => {
    const top = topClass(probabilities, i * classes, classes);
    if (top < 0) return { runId, itemId, top: null, confidence: null };
    return { runId, itemId, top, confidence: Math.min(1, at(probabilities, i * classes + top)) };
  });
  for (let i = 0; i < rows.length; i += 1000)
    tx.insert(predictions)
      .values(rows.slice(i, i + 1000))
      .run();
  tx.insert(raters)
    .values({ projectId: project.id, kind: "machine", source: "run", name: run.name, runId })
    .run();
  announce(tx, project.id, "runs", now);
  return run;
}

const bytesOf = (array: Int32Array | Float32Array): Buffer =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** The job of a run ended without a result. */
export function runEnded(tx: Db, jobId: number, end: JobEnd, now: number): void {
  const run = tx
    .update(runs)
    .set({ ...end, finishedAt: now })
    .where(eq(runs.jobId, jobId))
    .returning()
    .get();
  if (run) announce(tx, run.projectId, "runs", now);
}
