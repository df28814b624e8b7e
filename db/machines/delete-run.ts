import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { fail, ok, type Result } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { announce } from "#db/events.ts";
import { enqueue } from "#db/job-queue.ts";
import { projectRun } from "#db/machines/runs.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { jobs, type Project, raters, type Run, runs } from "#db/schema.ts";

/**
 * A run that nobody wants any more. Its row stays, because answers say which run asked for them; its predictions,
 * weights and model go, by a job (workers/jobs/clear.ts), since there may be a million of them.
 */

/** The kind of job that clears what was deleted, and what it is told. */
export const clearKind = "clear";
export const clearPayload = z.object({ runId: z.int() });

/** Jobs that name one run, and one that reads all of them. */
const named = z.object({ runId: z.int() });

/** Is a job making something of it, or waiting to? */
export function atWork(db: Db, run: Pick<Run, "id" | "projectId">): boolean {
  const pending = db
    .select({ kind: jobs.kind, payload: jobs.payload })
    .from(jobs)
    .where(and(eq(jobs.projectId, run.projectId), inArray(jobs.state, ["queued", "running"])))
    .all();
  return pending.some(
    ({ kind, payload }) => kind === "combine" || named.safeParse(payload).data?.runId === run.id,
  );
}

/** @returns why the run has to stay; null when it may go */
export function whyItStays(db: Db, { activeRunId }: Pick<Project, "activeRunId">, run: Run): string | null {
  if (run.id === activeRunId) return "It routes the project’s items. Let another run route first.";
  if (run.state === "queued" || run.state === "running") return "It is still at work. Stop it first.";
  return atWork(db, run) ? "Something is being made of it just now. Try again when that is done." : null;
}

/** @returns a sentence when it has to stay */
export function deleteRun(
  db: Db,
  project: Authorized<Project, "admin">,
  runId: number,
  now: number,
): Result<Run> {
  return write(db, (tx) => {
    const run = projectRun(tx, project.id, runId);
    const current = findProjectById(tx, project.id);
    if (!run || !current) return fail("This project has no such run.");
    const reason = whyItStays(tx, current, run);
    if (reason !== null) return fail(reason);
    tx.update(runs).set({ state: "cancelled", deletedAt: now }).where(eq(runs.id, run.id)).run();
    // its name is free again
    tx.update(raters)
      .set({ name: `deleted ${run.id}` })
      .where(eq(raters.runId, run.id))
      .run();
    enqueue(
      tx,
      { kind: clearKind, payload: { runId: run.id }, projectId: project.id, createdBy: project.by },
      now,
    );
    const detail = { run: run.name };
    recordAuditEntry(tx, { userId: project.by, action: "run.delete", projectId: project.id, detail }, now);
    announce(tx, project.id, "runs", now);
    return ok(run);
  });
}
