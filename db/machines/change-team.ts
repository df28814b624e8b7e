import { and, asc, desc, eq, inArray, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { type Result, fail, ok } from "#lib/domain.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, type RootDb, write } from "#db/client.ts";
import { enqueue } from "#db/job-queue.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { answersSince } from "#db/teaming/answers.ts";
import { findFit } from "#db/teaming/fits.ts";
import { findRun } from "#db/machines/runs.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { jobs, type Project, projects } from "#db/schema.ts";

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

/** The same by itself, where there is something to fit: answers have gone or come back by the thousand. */
export function askForFitOf(
  tx: Db,
  { id: projectId, activeRunId: runId, policy }: Project,
  now: number,
): void {
  if (runId !== null && policyOf(policy).fit) askForFit(tx, { projectId, runId, policy, by: null }, now);
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
    recordAuditEntry(tx, { ...entry, action: "run.activate", detail: { run, runId } }, now);
  }
  if (policy !== project.policy)
    recordAuditEntry(
      tx,
      { ...entry, action: "project.policy", detail: { from: project.policy, to: policy } },
      now,
    );
}

/** Have a job fit a policy and put it in force with a run, in place of fits that were asked for before. */
export function askForFit(tx: Db, payload: FitJob, now: number): void {
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

/** What failed by itself would most likely fail again at once. */
const pauseAfterFailureMs = 60 * 60_000;

/**
 * Ask for the fits that are due.
 * @returns projects that one was asked for
 */
export function askForDueFits(db: RootDb, now: number): number[] {
  const fitted = db.select().from(projects).where(isNotNull(projects.activeFitId)).all();
  return fitted.flatMap(({ id: projectId, activeFitId, activeRunId: runId, policy, archivedAt }) => {
    const fit = findFit(db, activeFitId ?? -1);
    if (!fit || runId === null || archivedAt !== null || isFitting(db, projectId)) return [];
    const newest = newestFit(db, projectId);
    if (newest?.state === "failed" && now - (newest.finishedAt ?? now) < pauseAfterFailureMs) return [];
    if (answersSince(db, projectId, fit.cursor, refitAfter(fit.answers)) < refitAfter(fit.answers)) return [];
    write(db, (tx) => askForFit(tx, { projectId, runId, policy, by: null }, now));
    return [projectId];
  });
}

/** The payloads of the jobs that fit, or wait to, oldest first. */
export const pendingFits = (db: Db, projectId: number): { runId: number; policy: string }[] =>
  db
    .select({ payload: jobs.payload })
    .from(jobs)
    .where(
      and(eq(jobs.kind, "fit"), eq(jobs.projectId, projectId), inArray(jobs.state, ["queued", "running"])),
    )
    .orderBy(asc(jobs.id))
    .all()
    .map(({ payload }) => teamChoice.parse(payload));

const teamChoice = z.object({ runId: z.int(), policy: z.string() });

/** Does a job fit, or wait to? */
export const isFitting = (db: Db, projectId: number): boolean => pendingFits(db, projectId).length > 0;

/** The run that routes once its policy is fitted. */
export const runToBeFitted = (db: Db, projectId: number): number | null =>
  pendingFits(db, projectId).at(-1)?.runId ?? null;

/** Why the newest fit came to nothing; null where it did not, or has not ended. */
export function fitProblem(db: Db, projectId: number): string | null {
  const newest = newestFit(db, projectId);
  return newest?.state === "failed" ? (newest.error ?? "The policy could not be fitted.") : null;
}

const newestFit = (db: Db, projectId: number) =>
  db
    .select({ state: jobs.state, error: jobs.error, finishedAt: jobs.finishedAt })
    .from(jobs)
    .where(and(eq(jobs.kind, "fit"), eq(jobs.projectId, projectId)))
    .orderBy(desc(jobs.id))
    .limit(1)
    .get();
