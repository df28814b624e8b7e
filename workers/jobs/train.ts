import { z } from "zod";
import { TrainingError } from "#lib/train/errors.ts";
import { clearShelves, runCheckpoints, warmUpShelf } from "#db/machines/checkpoints.ts";
import { panelEnded } from "#db/machines/panels.ts";
import { dropLeftovers } from "#db/machines/run-outputs.ts";
import { runStarted } from "#db/machines/runs.ts";
import { embedMissing } from "#workers/features/embed.ts";
import { codeVersion } from "#workers/code-version.ts";
import { defineJob, JobCancelled, JobFailure } from "#workers/job.ts";
import { readTask } from "./train/prepare.ts";
import { runTraining } from "./train/run.ts";
import { store } from "./train/store.ts";

/**
 * Train one run and store its out-of-sample predictions: prepare (reads the database) → run (knows
 * none) → store (writes the database). A retry goes on at the last checkpoint.
 */
export const trainJob = defineJob({
  kind: "train",
  payload: z.object({ runId: z.int() }),
  run: async (context, { runId }) => {
    const { db, dir, fence, now, cancelled, report, log } = context;
    await clearShelves(dir, (panel) => panelEnded(db, panel)); // one that failed or was cancelled left its own
    await dropLeftovers(db);
    runStarted(db, fence, runId, codeVersion(), now()); // features may have to be made first
    const { panelId, predictedTo, itemIds, labels, task } = await readTask(db, dir, runId, (...what) =>
      embedMissing(context, ...what),
    );
    runStarted(db, fence, runId, codeVersion(), now(), {
      ...labels,
      predictedItems: itemIds.length,
    });
    const shelf = panelId === null ? undefined : warmUpShelf(dir, panelId);
    const outcome = await runTraining(task, {
      now,
      cancelled,
      report,
      checkpoints: (fold) => runCheckpoints(dir, runId, fold),
      warmUps: shelf,
      log: (event, detail) => log.info({ run: runId, ...detail }, event),
    }).catch((error: unknown) => {
      if (!(error instanceof TrainingError)) throw error;
      throw error.code === "cancelled" ? new JobCancelled() : new JobFailure(error.message);
    });
    const { classes } = task.data;
    await store({ db, dir, fence, log }, runId, { itemIds, classes, predictedTo }, outcome, now);
    await clearShelves(dir, (panel) => panelEnded(db, panel));
  },
});
