import { and, desc, eq, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { fail, ok, type Result } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, type RootDb, write } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { announce } from "#db/events.ts";
import { removeWeights, weightBytes } from "#db/machines/checkpoints.ts";
import { atWork } from "#db/machines/delete-run.ts";
import { projectRun } from "#db/machines/runs.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { installation, type Project, projects, type Run, runs } from "#db/schema.ts";

/**
 * How long the weights of runs are kept. A run without them keeps its predictions, so labels, exports, comparisons
 * and the study stay as they are; it can look at no new pictures, and cannot be taken home as an ONNX file.
 */

/** So many runs of a project keep their weights, the newest; null: all do. */
export const keepWeights = z.int().min(1).max(1000).nullable();
export type KeepWeights = z.output<typeof keepWeights>;

/** Nothing goes that was finished so short a time ago, ms. */
const restMs = 24 * 3_600_000;
const theOnly = 1;

export const weightsRule = (db: Db): KeepWeights =>
  db.select({ keep: installation.keepWeights }).from(installation).where(eq(installation.id, theOnly)).get()
    ?.keep ?? null;

/** @param by an admin of the installation; null: the command line */
export function setWeightsRule(db: Db, keep: KeepWeights, by: number | null, now: number): void {
  write(db, (tx) => {
    tx.insert(installation)
      .values({ id: theOnly, launch: {}, keepWeights: keep })
      .onConflictDoUpdate({ target: installation.id, set: { keepWeights: keep } })
      .run();
    recordAuditEntry(tx, { userId: by, action: "installation.weights", detail: { keep } }, now);
  });
}

/** Keep a run's weights whatever the rule says, or no longer. */
export function pinWeights(
  db: Db,
  project: Authorized<Project, "admin">,
  runId: number,
  pinned: boolean,
  now: number,
): Result<null> {
  return write(db, (tx) => {
    const run = projectRun(tx, project.id, runId);
    if (!run) return fail("This project has no such run.");
    tx.update(runs).set({ weightsPinned: pinned }).where(eq(runs.id, run.id)).run();
    const detail = { run: run.name, runId, pinned };
    recordAuditEntry(tx, { userId: project.by, action: "run.pin", projectId: project.id, detail }, now);
    announce(tx, project.id, "runs", now);
    return ok(null);
  });
}

/** Runs that were trained here and have weights, newest first. */
const trained = (db: Db): Run[] =>
  db
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.state, "finished"),
        isNull(runs.origin),
        isNull(runs.deletedAt),
        isNull(runs.weightsRemovedAt),
      ),
    )
    .orderBy(desc(runs.id))
    .all();

/**
 * Why a run keeps its weights whatever the rule says; null where the rule decides. Those of a panel are what the study
 * compares, and are counted in no rule.
 */
export type Kept = "routes" | "panel" | "pinned" | "new" | "at work";
function whyKept(db: Db, active: ReadonlySet<number>, run: Run, now: number): Kept | null {
  if (active.has(run.id)) return "routes";
  if (run.panelId !== null) return "panel";
  if (run.weightsPinned) return "pinned";
  if ((run.finishedAt ?? now) > now - restMs) return "new";
  return atWork(db, run) ? "at work" : null;
}

const activeRuns = (db: Db): Set<number> =>
  new Set(
    db
      .select({ id: projects.activeRunId })
      .from(projects)
      .where(isNotNull(projects.activeRunId))
      .all()
      .flatMap(({ id }) => id ?? []),
  );

/** Runs whose weights a rule removes, as things stand. */
export function losers(db: Db, keep: KeepWeights, now: number): Run[] {
  if (keep === null) return [];
  const active = activeRuns(db);
  const counted = new Map<number, number>();
  return trained(db).filter((run) => {
    if (run.panelId !== null) return false;
    const place = (counted.get(run.projectId) ?? 0) + 1;
    counted.set(run.projectId, place);
    return place > keep && whyKept(db, active, run, now) === null;
  });
}

/**
 * Apply the rule. Each run is looked at again in the transaction that removes its files: nobody lets one route
 * meanwhile, and where the process dies in between the next sweep does the rest.
 * @returns the runs that lost their weights
 */
export function sweepWeights(db: RootDb, dir: DataDir, now: number): Run[] {
  const keep = weightsRule(db);
  return losers(db, keep, now).filter((run) => write(db, (tx) => sweepOne(tx, dir, run.id, keep, now)));
}

function sweepOne(tx: Db, dir: DataDir, id: number, keep: KeepWeights, now: number): boolean {
  const run = tx.select().from(runs).where(eq(runs.id, id)).get();
  if (run?.deletedAt !== null || run.weightsRemovedAt !== null || weightsRule(tx) !== keep) return false;
  if (whyKept(tx, activeRuns(tx), run, now) !== null) return false;
  const { projectId, name } = run;
  const detail = { run: name, runId: id, bytes: weightBytes(dir, id), keep };
  tx.update(runs).set({ weightsRemovedAt: now, weightsGone: true }).where(eq(runs.id, id)).run();
  recordAuditEntry(tx, { userId: null, action: "run.weights", projectId, detail }, now);
  announce(tx, projectId, "runs", now);
  removeWeights(dir, id);
  return true;
}

/** Bytes of the weights and models of runs. */
export const bytesOfRuns = (dir: DataDir, of: readonly Pick<Run, "id">[]): number =>
  of.reduce((sum, { id }) => sum + weightBytes(dir, id), 0);
