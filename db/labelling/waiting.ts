import { and, desc, eq, isNotNull, isNull, max, sql } from "drizzle-orm";
import { type Db, write } from "#db/client.ts";
import { enqueue } from "#db/job-queue.ts";
import { items, type Job, jobs, type Project, projects, runs } from "#db/schema.ts";

/*
 * Pictures that came after a run was trained wait until a job has predicted them (workers/jobs/predict.ts). Which
 * ones is one number a run, since ordinals are 0 … n − 1 without holes: nothing is counted.
 */

/** The payload of a job that lets a run predict what waits for it. */
export type PredictJob = { projectId: number; runId: number };
const kind = "predict";

/** @returns ordinal from which on items wait for the run's prediction; null where it predicts no new ones */
export function waitingFrom(db: Db, runId: number | null): number | null {
  if (runId === null) return null;
  const run = db
    .select({ predictedTo: runs.predictedTo })
    .from(runs)
    .where(and(eq(runs.id, runId), isNull(runs.origin), eq(runs.weightsGone, false)))
    .get();
  return run?.predictedTo ?? null;
}

/** How many items a project has. */
export const itemsOf = (db: Db, projectId: number): number =>
  (db
    .select({ last: max(items.ordinal) })
    .from(items)
    .where(eq(items.projectId, projectId))
    .get()?.last ?? -1) + 1;

/** How many of a project's pictures wait for a prediction of its active run. */
export function waitingPictures(db: Db, { id, activeRunId }: Pick<Project, "id" | "activeRunId">): number {
  const from = waitingFrom(db, activeRunId);
  return from === null ? 0 : Math.max(0, itemsOf(db, id) - from);
}

/**
 * Ask for the predictions that are due, inside a transaction. A job that waits or runs will come to these pictures
 * too: it ends in a transaction that finds nothing left.
 * @returns whether a job was put in the queue
 */
export function askForPredictions(tx: Db, projectId: number, now: number): boolean {
  const project = tx.select().from(projects).where(eq(projects.id, projectId)).get();
  if (!project || project.activeRunId === null) return false;
  const newest = newestPrediction(tx, projectId, project.activeRunId);
  if (newest && !newest.cancelRequested && (newest.state === "queued" || newest.state === "running"))
    return false;
  // one that failed may have left predictions that are not routed yet
  if (newest?.state !== "failed" && waitingPictures(tx, project) === 0) return false;
  const payload: PredictJob = { projectId, runId: project.activeRunId };
  enqueue(tx, { kind, payload, projectId, createdBy: null }, now);
  return true;
}

/** The newest job that lets the run predict what is new. */
export const newestPrediction = (db: Db, projectId: number, runId: number): Job | undefined =>
  db
    .select()
    .from(jobs)
    .where(
      and(eq(jobs.projectId, projectId), eq(jobs.kind, kind), sql`${jobs.payload} ->> 'runId' = ${runId}`),
    )
    .orderBy(desc(jobs.id))
    .limit(1)
    .get();

/** How many items a project had when it was looked at last. */
export type SeenItems = Map<number, number>;

/**
 * Ask for what nobody asked for yet, such as after another run has become the active one, or an import was killed.
 * What is still coming in, the end of its import asks for; what failed, a person or the next import.
 * @returns projects that a job was put in the queue for
 */
export function askForDuePredictions(db: Db, seen: SeenItems, now: number): number[] {
  const routed = db
    .select()
    .from(projects)
    .where(and(isNotNull(projects.activeRunId), isNull(projects.archivedAt)))
    .all();
  return routed.flatMap((project) => {
    const { id, activeRunId } = project;
    if (activeRunId === null || waitingPictures(db, project) === 0) return [];
    const [before, all] = [seen.get(id), itemsOf(db, id)];
    seen.set(id, all);
    if (before !== all || newestPrediction(db, id, activeRunId)?.state === "failed") return [];
    return write(db, (tx) => askForPredictions(tx, id, now)) ? [id] : [];
  });
}
