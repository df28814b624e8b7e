import { and, count, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { type Pool, type Result, fail, ok } from "#lib/domain.ts";
import { methods } from "#lib/methods/index.ts";
import { topClass } from "#lib/stats/top-class.ts";
import type { Authorized } from "#db/access.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { enqueue } from "#db/jobs.ts";
import { type LabelSource, predictionItems, sourceName, trainingLabels } from "#db/machines/label-sources.ts";
import { makeActive } from "#db/dataset/projects.ts";
import {
  type Job,
  jobs,
  predictions,
  type Project,
  projects,
  raters,
  type Run,
  runOutputs,
  runs,
} from "#db/schema.ts";

export const findRun = (db: Db, id: number): Run | undefined =>
  db.select().from(runs).where(eq(runs.id, id)).get();

/** The project's runs, newest first. */
export const listRuns = (db: Db, projectId: number): Run[] =>
  db.select().from(runs).where(eq(runs.projectId, projectId)).orderBy(desc(runs.id)).all();

export type NewRun = {
  method: string;
  backbone: string;
  labelRaterId: number;
  pool?: Pool | null;
  panelId?: number;
  options: Record<string, unknown>;
  seed: number;
};

/** Cross-fitting uses labelled items of every split and predicts all of them. */
export const crossFitted = (options: Record<string, unknown>): boolean => Number(options.folds ?? 1) > 1;

/** How many items there are to learn from and to predict, or a sentence when there are none. */
export function trainable(
  db: Db,
  projectId: number,
  source: LabelSource,
  options: Record<string, unknown>,
): Result<{ trainItems: number; predictedItems: number }> {
  const rater = db.select().from(raters).where(eq(raters.id, source.raterId)).get();
  if (rater?.projectId !== projectId) return fail("This project has no such label source.");
  const everySplit = crossFitted(options);
  const trainItems = trainingLabels(db, projectId, source, everySplit).length;
  if (trainItems === 0) {
    const name = sourceName(source, rater.name);
    return fail(
      everySplit
        ? `No item has a label of ${name}.`
        : `Nothing in the training split has a label of ${name}; cross-fitting would use labels of every split.`,
    );
  }
  const predictedItems = predictionItems(db, projectId, everySplit).length;
  if (predictedItems === 0)
    return fail("There is nothing outside the training split to predict: split the project or cross-fit.");
  return ok({ trainItems, predictedItems });
}

/** Make a run and its job together. @returns a sentence when there is nothing to train on or to predict */
export function startRun(
  db: Db,
  project: Authorized<Project, "admin">,
  wanted: NewRun,
  now: number,
): Result<{ run: Run; job: Job }> {
  return write(db, (tx) => {
    const source = { raterId: wanted.labelRaterId, pool: wanted.pool ?? null };
    const sizes = trainable(tx, project.id, source, wanted.options);
    if (!sizes.ok) return sizes;
    const started = insertRun(tx, project, { ...wanted, ...sizes.value }, now);
    recordAuditEntry(
      tx,
      { userId: project.by, action: "run.start", projectId: project.id, detail: { run: started.run.name } },
      now,
    );
    return ok(started);
  });
}

/** A run, checked before, and its job: inside a transaction. */
export function insertRun(
  tx: Db,
  project: Authorized<Project, "admin">,
  wanted: NewRun & { trainItems: number; predictedItems: number },
  now: number,
): { run: Run; job: Job } {
  const rater = tx.select().from(raters).where(eq(raters.id, wanted.labelRaterId)).get();
  const labels = sourceName({ pool: wanted.pool ?? null }, rater?.name ?? "?");
  const method = methods.find(({ id }) => id === wanted.method)?.name ?? wanted.method;
  const same = tx.select({ n: count() }).from(runs).where(eq(runs.projectId, project.id)).get()?.n ?? 0;
  const run = tx
    .insert(runs)
    .values({
      projectId: project.id,
      name: `${method} on ${labels} #${same + 1}`,
      ...wanted,
      state: "queued",
      createdBy: project.by,
      createdAt: now,
    })
    .returning()
    .get();
  const job = enqueue(
    tx,
    { kind: "train", payload: { runId: run.id }, projectId: project.id, createdBy: project.by },
    now,
  );
  announce(tx, project.id, "runs", now);
  return { run, job };
}

export function runStarted(db: Db, runId: number, codeVersion: string | null, now: number): void {
  write(db, (tx) => {
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

/**
 * Store what a run found, make it a rater, and let it route if the project has no active run yet.
 * Call it in the transaction that finishes the job.
 */
export function storeRun(tx: Db, runId: number, result: RunResult, now: number): void {
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
    return { runId, itemId, top, confidence: Math.min(1, probabilities[i * classes + top]!) };
  });
  for (let i = 0; i < rows.length; i += 1000)
    tx.insert(predictions)
      .values(rows.slice(i, i + 1000))
      .run();
  tx.insert(raters)
    .values({ projectId: project.id, kind: "machine", source: "run", name: run.name, runId })
    .run();
  if (run.activate && project.activeRunId === null) makeActive(tx, project.id, runId, now);
  announce(tx, project.id, "runs", now);
}

const bytesOf = (array: Int32Array | Float32Array): Buffer =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** The run ended without a result. Call it in the transaction that ends the job. */
export function runEnded(
  tx: Db,
  runId: number,
  state: "failed" | "cancelled",
  error: string | null,
  now: number,
): void {
  const run = tx
    .update(runs)
    .set({ state, error, finishedAt: now })
    .where(eq(runs.id, runId))
    .returning()
    .get();
  if (run) announce(tx, run.projectId, "runs", now);
}

const trainPayload = z.object({ runId: z.int() });

/** The job that trains a run of the project. */
export const jobOfRun = (db: Db, projectId: number, runId: number): Job | undefined =>
  db
    .select()
    .from(jobs)
    .where(
      and(eq(jobs.projectId, projectId), eq(jobs.kind, "train"), sql`${jobs.payload} ->> 'runId' = ${runId}`),
    )
    .orderBy(desc(jobs.id))
    .get();

/** End the run of a train job that ended before a worker took it. */
export function endRunOf(tx: Db, job: Job, now: number): void {
  runEnded(tx, trainPayload.parse(job.payload).runId, "cancelled", null, now);
}
