import { and, asc, eq, gte, lt, notExists, sql } from "drizzle-orm";
import { type Result, fail, ok } from "#lib/domain.ts";
import { combined } from "#lib/untrained.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { askForPredictions, itemsOf, newestPrediction, waitingPictures } from "#db/labelling/waiting.ts";
import type { PredictionItem } from "#db/machines/label-sources.ts";
import { findRun } from "#db/machines/runs.ts";
import { crossFitted } from "#db/machines/start-run.ts";
import { measuredGold } from "#db/measured-gold.ts";
import { items, predictions, type Project, type Run, runs } from "#db/schema.ts";

/** Pictures that came after the active run was trained; which ones wait is told by db/labelling/waiting.ts. */

/** Some of the items whose turn it is, in their order. */
export type NewPictures = {
  items: PredictionItem[];
  /** their ordinals are in [from, to) */
  from: number;
  to: number;
};

/**
 * The next items for a run to predict. One that does not cross-fit leaves the training split out, as when it was
 * trained.
 * @param most ordinals to go through
 * @returns null when none is left
 */
export function nextNewPictures(
  db: Db,
  { id: runId, projectId, predictedTo, options }: Run,
  most: number,
): NewPictures | null {
  if (predictedTo === null) return null;
  const [from, to] = [predictedTo, Math.min(predictedTo + most, itemsOf(db, projectId))];
  if (from >= to) return null;
  const rows = db
    .select({ id: items.id, ordinal: items.ordinal, gold: measuredGold })
    .from(items)
    .where(
      and(
        eq(items.projectId, projectId),
        gte(items.ordinal, from),
        lt(items.ordinal, to),
        crossFitted(options) ? undefined : sql`${items.split} is not 'train'`,
        notExists(
          db
            .select({ one: sql`1` })
            .from(predictions)
            .where(and(eq(predictions.runId, runId), eq(predictions.itemId, items.id))),
        ),
      ),
    )
    .orderBy(asc(items.ordinal))
    .all();
  return { items: rows, from, to };
}

/** Its weights were found, or not: then what waits for it is people's. In a transaction. */
export function weightsFound(tx: Db, runId: number, found: boolean): void {
  tx.update(runs).set({ weightsGone: !found }).where(eq(runs.id, runId)).run();
}

/** What becomes of the pictures that the active run has not seen. */
export type Newcomers = {
  /** how many there are */
  pictures: number;
  /**
   * "waiting" for a job, "predicting", "failed": the job ended without a result; "elsewhere", "combined" and "no
   * weights": people are asked about them, since the machine was not trained here, is several as one, or its weights
   * are gone
   */
  state: "waiting" | "predicting" | "failed" | "elsewhere" | "combined" | "no weights";
  /** of a failed job */
  error: string | null;
};

/** @returns null where there is no active run, or it has seen everything */
export function newcomers(db: Db, project: Project): Newcomers | null {
  const run = project.activeRunId === null ? undefined : findRun(db, project.activeRunId);
  if (!run) return null;
  const told = (pictures: number, state: Newcomers["state"], error: string | null = null) =>
    pictures > 0 ? { pictures, state, error } : null;
  const all = itemsOf(db, project.id);
  if (run.origin !== null || run.predictedTo === null)
    return told(
      run.predictedItems === null ? 0 : all - run.predictedItems,
      run.method === combined ? "combined" : "elsewhere",
    );
  if (run.weightsGone) return told(all - run.predictedTo, "no weights");
  const job = newestPrediction(db, project.id, run.id);
  if (job?.state === "failed")
    return { pictures: waitingPictures(db, project), state: "failed", error: job.error };
  return told(waitingPictures(db, project), job?.state === "running" ? "predicting" : "waiting");
}

/** Try again what failed, or what had no weights to predict with. */
export function predictAgain(db: Db, project: Authorized<Project, "admin">, now: number): Result<null> {
  return write(db, (tx) => {
    const run = project.activeRunId === null ? undefined : findRun(tx, project.activeRunId);
    if (!run || run.origin !== null || run.predictedTo === null)
      return fail("The active machine was not trained here, so it cannot look at new pictures.");
    if (run.weightsGone) weightsFound(tx, run.id, true);
    askForPredictions(tx, project.id, now);
    return ok(null);
  });
}
