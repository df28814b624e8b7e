import { and, desc, eq, isNull, ne, sql } from "drizzle-orm";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { older } from "#db/older.ts";
import { tellWebhooks } from "#db/webhook-outbox.ts";
import { type Fence, type JobEnd, writeHeld } from "#db/job-queue.ts";
import { type Job, jobs, projects, raters, type Run, runs } from "#db/schema.ts";

/** The rows of trainings, from their start to their stored predictions. */

/** Also one that was deleted: what refers to it goes on to name it. */
export const findRun = (db: Db, id: number): Run | undefined =>
  db.select().from(runs).where(eq(runs.id, id)).get();

/** A run that is there to be shown and used. @param asked its number, as an address has it */
export function projectRun(db: Db, projectId: number, asked: string | number): Run | undefined {
  const run = /^\d{1,15}$/.test(String(asked)) ? findRun(db, Number(asked)) : undefined;
  return run?.projectId === projectId && run.deletedAt === null ? run : undefined;
}

/**
 * The project's runs, newest first.
 * @param most so many at most; null: all
 * @param before number of the last one seen
 */
export const listRuns = (
  db: Db,
  projectId: number,
  most: number | null = null,
  before: number | null = null,
): Run[] =>
  db
    .select()
    .from(runs)
    .where(and(eq(runs.projectId, projectId), isNull(runs.deletedAt), older(runs.id, before)))
    .orderBy(desc(runs.id))
    .limit(most ?? -1)
    .all();

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

/** What a training knows of its labels and items once it has read them. */
export type RunFacts = Pick<Run, "trainItems" | "predictedItems" | "cursor" | "answers" | "learntFrom">;

/** A worker begins the training, or takes it up again. @throws JobLost */
export function runStarted(
  db: Db,
  fence: Fence,
  runId: number,
  codeVersion: string | null,
  now: number,
  facts: Partial<RunFacts> = {},
): void {
  writeHeld(db, fence, (tx) => {
    const run = tx
      .update(runs)
      .set({
        ...facts,
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

/** What a training found out about itself. */
export type RunFigures = Pick<
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
> &
  Partial<RunPlace>;

/** Where a training was done, and what that took. */
export type RunPlace = Pick<Run, "launcher" | "hosts" | "workedSeconds" | "cardSeconds">;

/** What a training has taken that did not come to its end, or not yet. */
export function saveCost(db: Db, jobId: number, place: RunPlace, now: number): void {
  write(db, (tx) => {
    const run = tx
      .update(runs)
      .set(place)
      .where(and(eq(runs.jobId, jobId), ne(runs.state, "finished")))
      .returning({ projectId: runs.projectId })
      .get();
    if (run) announce(tx, run.projectId, "runs", now);
  });
}

/**
 * The run is done and its output stored (storeOutput of db/machines/run-outputs.ts): it becomes a rater.
 * Call it in the transaction that finishes the job.
 */
export function finishRun(tx: Db, runId: number, figures: RunFigures, now: number): void {
  const run = tx
    .update(runs)
    .set({ ...figures, state: "finished", finishedAt: now, error: null })
    .where(eq(runs.id, runId))
    .returning()
    .get();
  const project = tx.select().from(projects).where(eq(projects.id, run.projectId)).get();
  if (!project) throw new Error(`run ${runId} has no project`);
  tx.insert(raters)
    .values({ projectId: project.id, kind: "machine", source: "run", name: run.name, runId })
    .run();
  announce(tx, project.id, "runs", now);
  tellOfRun(tx, run, now);
}

/** A machine is there. */
export function tellOfRun(tx: Db, run: Run, now: number): void {
  const { id, name, accuracy, goldItems, predictedItems } = run;
  tellWebhooks(
    tx,
    run.projectId,
    "run.finished",
    { run: { id, name, accuracy, goldItems, predictedItems } },
    now,
  );
}

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
