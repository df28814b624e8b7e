import { z } from "zod";
import { trainingName } from "#db/machines/job-folders.ts";
import { panelEnded } from "#db/machines/panels.ts";
import { dropLeftovers } from "#db/machines/run-outputs.ts";
import { findRun, runStarted, saveCost } from "#db/machines/runs.ts";
import { embedMissing } from "#workers/features/embed.ts";
import { codeVersion } from "#workers/code-version.ts";
import { removeFolder } from "#workers/job-folder/folder.ts";
import { clearShelves, makeShelf } from "#workers/job-folder/shelf.ts";
import { defineJob, JobElsewhere } from "#workers/job.ts";
import { folderOf, haveDone, placeOf } from "./in-folder.ts";
import { originOf, trainingDraft } from "./train/prepare.ts";
import { store } from "./train/store.ts";

/**
 * Train one run and store its out-of-sample predictions: prepare (reads the database into a folder) → run (knows
 * nothing but the folder) → store (writes the database). A retry finds the folder and goes on at the last checkpoint.
 */
export const trainJob = defineJob({
  kind: "train",
  payload: z.object({ runId: z.int() }),
  run: async (context, { runId }) => {
    const { db, dir, fence, now } = context;
    // one that failed or was cancelled left its own
    await clearShelves(dir.shared, (panel) => panelEnded(db, panel));
    await dropLeftovers(db);
    runStarted(db, fence, runId, codeVersion(), now()); // features may have to be made first
    const folder = await folderOf(context, trainingName, () =>
      trainingDraft(db, dir, runId, (...what) => embedMissing(context, ...what)),
    );
    const panel = findRun(db, runId)?.panelId ?? null;
    if (panel !== null) await makeShelf(dir.shared, panel);
    const { itemIds, labels } = await originOf(folder);
    runStarted(db, fence, runId, codeVersion(), now(), { ...labels, predictedItems: itemIds.length });
    try {
      await haveDone(context, folder);
    } catch (error) {
      if (!(error instanceof JobElsewhere)) saveCost(db, fence.id, await placeOf(folder), now());
      throw error;
    }
    await store(context, runId, folder);
    await removeFolder(folder.path);
    await clearShelves(dir.shared, (panel) => panelEnded(db, panel));
  },
});
