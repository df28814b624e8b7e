import { and, eq, inArray } from "drizzle-orm";
import { fail, ok, type Result } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { findImport } from "#db/dataset/import-record.ts";
import { newestEmbedding } from "#db/features/embedding.ts";
import { requestCancel } from "#db/jobs/lifecycle.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Encoder, type Project, type Run, runs } from "#db/schema.ts";

/** Cancelling what people see of a job: a training, a panel, an import. Each is one transaction. */

const cancelTraining = (tx: Db, { jobId }: Run, now: number): boolean =>
  jobId !== null && requestCancel(tx, jobId, now);

/** @returns a sentence when there is nothing to cancel */
export function cancelRun(
  db: Db,
  project: Authorized<Project, "admin">,
  runId: number,
  now: number,
): Result<null> {
  return write(db, (tx) => {
    const run = tx.select().from(runs).where(eq(runs.id, runId)).get();
    if (run?.projectId !== project.id) return fail("This project has no such run.");
    if (!cancelTraining(tx, run, now)) return fail("This training has already ended.");
    recordAuditEntry(
      tx,
      { userId: project.by, action: "run.cancel", projectId: project.id, detail: { run: run.name, runId } },
      now,
    );
    return ok(null);
  });
}

/** Cancels every training of the panel that has not ended. @returns how many that were */
export function cancelPanel(
  db: Db,
  project: Authorized<Project, "admin">,
  panelId: number,
  now: number,
): number {
  return write(db, (tx) => {
    const open = tx
      .select()
      .from(runs)
      .where(
        and(
          eq(runs.panelId, panelId),
          eq(runs.projectId, project.id),
          inArray(runs.state, ["queued", "running"]),
        ),
      )
      .all();
    const cancelled = open.filter((run) => cancelTraining(tx, run, now)).length;
    if (cancelled > 0)
      recordAuditEntry(
        tx,
        {
          userId: project.by,
          action: "panel.cancel",
          projectId: project.id,
          detail: { panel: panelId, runs: cancelled },
        },
        now,
      );
    return cancelled;
  });
}

/**
 * Stops an encoder on its way through a project's pictures; the features that it has made stay.
 * @returns a sentence when there is nothing to stop
 */
export function cancelEmbedding(
  db: Db,
  project: Authorized<Project, "admin">,
  encoder: Pick<Encoder, "id" | "name">,
  now: number,
): Result<null> {
  return write(db, (tx) => {
    const job = newestEmbedding(tx, { projectId: project.id, encoderId: encoder.id });
    if (!job || !requestCancel(tx, job.id, now)) return fail("It has already ended.");
    const detail = { encoder: encoder.name };
    recordAuditEntry(
      tx,
      { userId: project.by, action: "features.cancel", projectId: project.id, detail },
      now,
    );
    return ok(null);
  });
}

/**
 * Stops an import at its next batch; what is stored by then stays.
 * @param userId who asks
 * @returns a sentence when there is nothing to stop
 */
export function cancelImport(db: Db, importId: number, userId: number, now: number): Result<null> {
  return write(db, (tx) => {
    const row = findImport(tx, importId);
    if (!row || row.jobId === null) return fail("There is no such import.");
    if (!requestCancel(tx, row.jobId, now)) return fail("This import has already ended.");
    const { source, projectId } = row;
    recordAuditEntry(
      tx,
      {
        userId,
        action: "import.cancel",
        ...(projectId !== null && { projectId }),
        detail: { importId, source },
      },
      now,
    );
    return ok(null);
  });
}
