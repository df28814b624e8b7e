import { eq } from "drizzle-orm";
import { z } from "zod";
import { applyChange, changesQueue, countChanged } from "#db/changes/apply.ts";
import { changeJobKind, findChange } from "#db/changes/change.ts";
import type { Db } from "#db/client.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { announce } from "#db/events.ts";
import { finishJob, writeHeld } from "#db/job-queue.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { changes } from "#db/schema.ts";
import { defineJob, JobCancelled, JobFailure } from "#workers/job.ts";

/**
 * Do to all items of a selection what an admin asked for, or take it back; then the queue is made afresh where it is
 * another. Another attempt goes on: what is done already is written down and is not done twice.
 */
export const changeJob = defineJob({
  kind: changeJobKind,
  payload: z.object({ changeId: z.int(), undo: z.boolean() }),
  async run({ db, fence, now, report, cancelled, log }, { changeId, undo }) {
    const change = findChange(db, changeId);
    const project = change && findProjectById(db, change.projectId);
    if (!project) throw new JobFailure("The change or its project is not there any more.");
    await applyChange(
      ...([db, fence, project, change, undo] as const),
      (done, of) => report(0.9 * (done / of), { done, of }),
      cancelled,
    );
    if (cancelled()) throw new JobCancelled();
    const items = countChanged(db, change);
    const finish = (tx: Db) => {
      const done = undo ? { undoneAt: now() } : { doneAt: now(), items };
      tx.update(changes).set(done).where(eq(changes.id, changeId)).run();
      announce(tx, project.id, "items", now());
      finishJob(tx, fence, now());
    };
    if (changesQueue(change)) await reroute(db, project.id, now(), () => ({}), finish);
    else writeHeld(db, fence, finish);
    log.info({ project: project.id, change: changeId, kind: change.kind, undo, items }, "items changed");
  },
});
