import { and, eq, isNotNull, isNull, ne, sql } from "drizzle-orm";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { elsewhere } from "#lib/untrained.ts";
import type { Db } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { tellOfRun } from "#db/machines/runs.ts";
import { type Project, raters, type Run, runs } from "#db/schema.ts";

/**
 * Machines from elsewhere: runs whose predictions were made by a model that Tandem never saw. They route, team up
 * and are studied like any other; their name says what they are wherever it is shown.
 */

/** What such a machine is called on every page, in every figure, table and export. */
export const elsewhereName = (name: string): string => `${name} (from elsewhere)`;

/** @throws FormatError when a machine of this name is there already: predictions are never changed */
export function refuseTaken(db: Db, projectId: number, name: string): void {
  const taken = db
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        eq(runs.projectId, projectId),
        eq(runs.name, elsewhereName(name)),
        eq(runs.state, "finished"),
        isNotNull(runs.origin),
      ),
    )
    .get();
  if (taken)
    throw new FormatError(
      `The project has a machine ${quote(name)} from elsewhere already; choose another name.`,
    );
}

export type NewElsewhere = { name: string; origin: string; jobId: number | null; createdBy: number | null };

/** Begin such a machine, or go on with one that was begun under the name and did not come to its end. */
export function beginElsewhere(
  tx: Db,
  { id: projectId }: Pick<Project, "id">,
  { name: given, origin, jobId, createdBy }: NewElsewhere,
  now: number,
): Run {
  const name = elsewhereName(given);
  const fresh = { state: "running", error: null, origin, jobId, createdBy, startedAt: now } as const;
  const begun = tx
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        eq(runs.projectId, projectId),
        eq(runs.name, name),
        ne(runs.state, "finished"),
        isNotNull(runs.origin),
        isNull(runs.deletedAt),
      ),
    )
    .get();
  announce(tx, projectId, "runs", now);
  if (begun) return tx.update(runs).set(fresh).where(eq(runs.id, begun.id)).returning().get();
  return insertUntrained(tx, projectId, { name, method: elsewhere, activate: true, ...fresh }, now);
}

type Untrained = Pick<Run, "name" | "method" | "state" | "origin" | "createdBy" | "activate"> & Partial<Run>;

/** A machine that no labels of the project were learnt for: run and rater name each other. */
export function insertUntrained(tx: Db, projectId: number, given: Untrained, now: number): Run {
  const { name } = given;
  tx.run(sql`pragma defer_foreign_keys = on`);
  const rater = tx
    .insert(raters)
    .values({ projectId, kind: "machine", source: "run", name, runId: 0 })
    .returning({ id: raters.id })
    .get();
  const run = tx
    .insert(runs)
    .values({
      projectId,
      backbone: given.method,
      labelRaterId: rater.id,
      options: {},
      seed: 0,
      createdAt: now,
      ...given,
    })
    .returning()
    .get();
  tx.update(raters).set({ runId: run.id }).where(eq(raters.id, rater.id)).run();
  return run;
}

/** All of its predictions are stored: from now on it is a machine among the others. */
export function finishElsewhere(
  tx: Db,
  runId: number,
  figures: Pick<Run, "predictedItems" | "goldItems" | "accuracy"> & Partial<Pick<Run, "origin">>,
  now: number,
): void {
  const run = tx
    .update(runs)
    .set({ ...figures, state: "finished", finishedAt: now })
    .where(eq(runs.id, runId))
    .returning()
    .get();
  announce(tx, run.projectId, "runs", now);
  tellOfRun(tx, run, now);
}
