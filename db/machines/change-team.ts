import { and, desc, eq, gt, inArray, isNotNull, sql } from "drizzle-orm";
import { type Result, fail, ok } from "#lib/domain.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, type RootDb, write } from "#db/client.ts";
import { enqueue } from "#db/job-queue.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { findFit } from "#db/teaming/fits.ts";
import { findRun } from "#db/machines/runs.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { jobs, judgments, type Project, projects, raters } from "#db/schema.ts";

/** Which machine and which policy make a project's team. */
export type TeamChoice = { runId: number; policy: string };

/** The payload of a job that fits a policy and then puts it in force; workers/jobs/fit.ts does it. */
export type FitJob = TeamChoice & { projectId: number; by: number | null };

/** "now": it is in force; "later": a job fits its parameters first. */
export type TeamChanged = { inForce: "now" | "later" };

/**
 * Let a run and a policy route the project's items.
 * @throws UnknownPolicy
 */
export async function changeTeam(
  db: RootDb,
  project: Authorized<Project, "admin">,
  { runId, policy: id }: TeamChoice,
  now: number,
): Promise<Result<TeamChanged>> {
  const policy = policyOf(id);
  const run = findRun(db, runId);
  if (run?.projectId !== project.id) return fail("This project has no such run.");
  if (run.state !== "finished") return fail("Only a finished run can route items.");
  if (policy.fit) {
    write(db, (tx) => {
      recordTeam(tx, project, { runId, policy: id }, now);
      askForFit(tx, { projectId: project.id, runId, policy: id, by: project.by }, now);
    });
    return ok({ inForce: "later" });
  }
  write(db, (tx) => dropFits(tx, project.id));
  const routing = () => ({ activeRunId: runId, policy: id, activeFitId: null });
  return reroute(db, project.id, now, routing, (tx) => {
    recordTeam(tx, project, { runId, policy: id }, now);
    return ok({ inForce: "now" } as const);
  });
}

/** Fit the policy in force again, to what has been answered since. */
export function refit(db: RootDb, project: Authorized<Project, "admin">, now: number): Result<null> {
  const { id: projectId, activeRunId: runId, policy } = project;
  if (runId === null || !policyOf(policy).fit) return fail("The policy in force has nothing to fit.");
  write(db, (tx) => {
    recordAuditEntry(tx, { userId: project.by, action: "team.refit", projectId, detail: { policy } }, now);
    askForFit(tx, { projectId, runId, policy, by: project.by }, now);
  });
  return ok(null);
}

function recordTeam(
  tx: Db,
  project: Authorized<Project, "admin">,
  { runId, policy }: TeamChoice,
  now: number,
): void {
  const entry = { userId: project.by, projectId: project.id };
  if (runId !== project.activeRunId) {
    const run = findRun(tx, runId)?.name ?? String(runId);
    recordAuditEntry(tx, { ...entry, action: "run.activate", detail: { run } }, now);
  }
  if (policy !== project.policy)
    recordAuditEntry(
      tx,
      { ...entry, action: "project.policy", detail: { from: project.policy, to: policy } },
      now,
    );
}

function askForFit(tx: Db, payload: FitJob, now: number): void {
  const { projectId, by } = payload;
  dropFits(tx, projectId);
  enqueue(tx, { kind: "fit", payload, projectId, createdBy: by }, now);
}

/** A newer wish takes the place of an older one: what has not begun goes, what runs does not put itself in force. */
function dropFits(tx: Db, projectId: number): void {
  const here = and(eq(jobs.kind, "fit"), eq(jobs.projectId, projectId));
  tx.delete(jobs)
    .where(and(here, eq(jobs.state, "queued"), eq(jobs.attempt, 0)))
    .run();
  tx.update(jobs)
    .set({ cancelRequested: true })
    .where(and(here, inArray(jobs.state, ["queued", "running"])))
    .run();
}

/** A fit is renewed when people's answers have grown by half since, and by so many at least. */
export const refitGrowth = { share: 0.5, least: 50 };

/** Answers from which on a fit that saw so many is renewed. */
export const refitAfter = (answers: number): number =>
  Math.max(refitGrowth.least, Math.ceil(refitGrowth.share * answers));

/**
 * Ask for the fits that are due.
 * @returns projects that one was asked for
 */
export function askForDueFits(db: RootDb, now: number): number[] {
  const fitted = db.select().from(projects).where(isNotNull(projects.activeFitId)).all();
  return fitted.flatMap(({ id: projectId, activeFitId, activeRunId: runId, policy, archivedAt }) => {
    const fit = findFit(db, activeFitId ?? -1);
    if (!fit || runId === null || archivedAt !== null || isFitting(db, projectId)) return [];
    if (answersSince(db, projectId, fit.cursor, refitAfter(fit.answers)) < refitAfter(fit.answers)) return [];
    write(db, (tx) => askForFit(tx, { projectId, runId, policy, by: null }, now));
    return [projectId];
  });
}

/** Does a job fit, or wait to? */
export const isFitting = (db: Db, projectId: number): boolean =>
  db
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(eq(jobs.kind, "fit"), eq(jobs.projectId, projectId), inArray(jobs.state, ["queued", "running"])),
    )
    .limit(1)
    .get() !== undefined;

/** Why the newest fit came to nothing; null where it did not, or has not ended. */
export function fitProblem(db: Db, projectId: number): string | null {
  const newest = db
    .select({ state: jobs.state, error: jobs.error })
    .from(jobs)
    .where(and(eq(jobs.kind, "fit"), eq(jobs.projectId, projectId)))
    .orderBy(desc(jobs.id))
    .limit(1)
    .get();
  return newest?.state === "failed" ? (newest.error ?? "The policy could not be fitted.") : null;
}

/** People's labels since a judgment, counted up to `most`. */
export function answersSince(db: Db, projectId: number, cursor: number, most: number): number {
  const some = db
    .select({ id: judgments.id })
    .from(judgments)
    .innerJoin(raters, and(eq(raters.id, judgments.raterId), eq(raters.source, "person")))
    .where(and(eq(judgments.projectId, projectId), gt(judgments.id, cursor), isNotNull(judgments.label)))
    .limit(most)
    .as("some");
  return (
    db
      .select({ n: sql<number>`count(*)` })
      .from(some)
      .get()?.n ?? 0
  );
}
