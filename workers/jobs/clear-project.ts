import { setTimeout as sleep } from "node:timers/promises";
import { findProjectById } from "#db/dataset/projects.ts";
import { finishJob, writeHeld } from "#db/job-queue.ts";
import { clearProject, clearProjectKind, clearProjectPayload } from "#db/jobs/clear-project.ts";
import { stillRunning } from "#db/jobs/delete-project.ts";
import { defineJob } from "#workers/job.ts";

/** How often it looks whether what was stopped has ended, ms. */
const lookMs = 500;

/** Remove all that there is of a deleted project, once nothing works in it any more. */
export const clearProjectJob = defineJob({
  kind: clearProjectKind,
  payload: clearProjectPayload,
  async run({ db, dir, fence, now, report, log }, { projectId, packs }) {
    const project = findProjectById(db, projectId);
    if (project?.deletedAt == null) {
      writeHeld(db, fence, (tx) => finishJob(tx, fence, now()));
      return;
    }
    while (stillRunning(db, projectId)) {
      report(0, {});
      await sleep(lookMs);
    }
    await clearProject(db, dir, fence, project, packs, now, (share) => report(share, {}));
    log.info({ project: projectId }, "a deleted project is cleared");
  },
});
