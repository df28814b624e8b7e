import { and, eq, inArray } from "drizzle-orm";
import { notWorse } from "#lib/teaming/compare-machines.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import type { Db, RootDb } from "#db/client.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { announce } from "#db/events.ts";
import { enqueue, type Fence, finishJob, writeHeld } from "#db/job-queue.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { askForFit, pendingFits } from "#db/machines/change-team.ts";
import { compareMachines } from "#db/machines/compare.ts";
import { fromTeam } from "#db/machines/label-sources.ts";
import { findRun } from "#db/machines/runs.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Decision, jobs, type Project, type Run, runs } from "#db/schema.ts";

/** Whether a run that learnt from the team takes over by itself: the project's rule, applied by a job. */

const kind = "decide";

/** Have it decided, in the transaction that finishes the run, where the project's rule is about it. */
export function askForDecision(tx: Db, runId: number, now: number): void {
  const run = findRun(tx, runId);
  const project = run && findProjectById(tx, run.projectId);
  if (!project || question(project, run) === null) return;
  enqueue(tx, { kind, payload: { runId }, projectId: project.id, createdBy: null }, now);
}

/** Does a job decide, or wait to? */
export const isDeciding = (db: Db, projectId: number): boolean =>
  db
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(eq(jobs.kind, kind), eq(jobs.projectId, projectId), inArray(jobs.state, ["queued", "running"])),
    )
    .limit(1)
    .get() !== undefined;

/**
 * Compare the run with the one that routes, and let it take over where it is surely not worse by more than the
 * margin. The decision, its entry in the audit log, what follows from it and the end of the job are one
 * transaction: whoever takes up the job of a process that died finds it done or undone.
 * @returns null where there was nothing to decide any more
 */
export async function decide(db: RootDb, fence: Fence, runId: number, now: number): Promise<Decision | null> {
  const finished = (tx: Db) => {
    finishJob(tx, fence, now);
    return null;
  };
  const run = findRun(db, runId);
  const project = run && findProjectById(db, run.projectId);
  const asked = project && question(project, run);
  if (!asked) return writeHeld(db, fence, finished);
  const { against, margin } = asked;
  const { id: projectId, policy } = project;
  const comparison = compareMachines(db, project, runId, against);
  const decision: Decision = {
    ...comparison,
    against,
    margin,
    activated: notWorse(comparison, margin),
  };
  /** Nobody has chosen anything else while it was computed. */
  const stillAsked = (tx: Db): boolean => {
    const current = findProjectById(tx, projectId);
    return (
      current?.policy === policy &&
      question(current, run)?.against === against &&
      !somethingElseIsWanted(tx, current)
    );
  };
  const record = (tx: Db): Decision => {
    tx.update(runs).set({ decision }).where(eq(runs.id, runId)).run();
    const names = { run: run.name, against: findRun(tx, against)?.name ?? String(against) };
    const detail = { ...decision, ...names, runId };
    recordAuditEntry(tx, { userId: null, action: "run.decide", projectId, detail }, now);
    announce(tx, projectId, "runs", now);
    finishJob(tx, fence, now);
    return decision;
  };
  if (!decision.activated) return writeHeld(db, fence, (tx) => (stillAsked(tx) ? record(tx) : finished(tx)));
  if (policyOf(policy).fit)
    return writeHeld(db, fence, (tx) => {
      if (!stillAsked(tx)) return finished(tx);
      askForFit(tx, { projectId, runId, policy, by: null }, now);
      return record(tx);
    });
  const routing = (tx: Db) => (stillAsked(tx) ? { activeRunId: runId, activeFitId: null } : null);
  return reroute(db, projectId, now, routing, (tx) =>
    findProjectById(tx, projectId)?.activeRunId === runId ? record(tx) : finished(tx),
  );
}

/** What the rule asks of a run that is or becomes finished; null where it asks nothing. */
function question(project: Project, run: Run): { against: number; margin: number } | null {
  const { activeRunId: against, renewMargin: margin } = project;
  if (!fromTeam(run.pool) || run.decision !== null || margin === null) return null;
  return against === null || against === run.id ? null : { against, margin };
}

/** A fit of another run or policy is under way: that is somebody's choice, and newer. */
const somethingElseIsWanted = (tx: Db, { id, activeRunId, policy }: Project): boolean =>
  pendingFits(tx, id).some((wanted) => wanted.runId !== activeRunId || wanted.policy !== policy);
