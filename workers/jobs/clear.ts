import { clearKind, clearPayload } from "#db/machines/delete-run.ts";
import { removeFiles } from "#db/machines/checkpoints.ts";
import { finishJob, writeHeld } from "#db/job-queue.ts";
import { dropOutput } from "#db/machines/run-outputs.ts";
import { findRun } from "#db/machines/runs.ts";
import { defineJob } from "#workers/job.ts";

/** Clear what a deleted run leaves: its predictions, part by part, and its files. */
export const clearJob = defineJob({
  kind: clearKind,
  payload: clearPayload,
  async run({ db, dir, fence, now, log }, { runId }) {
    const run = findRun(db, runId);
    if (run?.deletedAt != null) {
      await dropOutput(db, fence, runId);
      await removeFiles(dir, runId);
    }
    writeHeld(db, fence, (tx) => finishJob(tx, fence, now()));
    log.info({ run: runId }, "a deleted run is cleared");
  },
});
