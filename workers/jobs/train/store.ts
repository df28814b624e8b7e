import { eq } from "drizzle-orm";
import { findProjectById } from "#db/dataset/projects.ts";
import { finishJob, writeHeld } from "#db/job-queue.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { askForPredictions } from "#db/labelling/waiting.ts";
import { runCheckpoints, saveLog, saveModel } from "#db/machines/checkpoints.ts";
import { askForDecision } from "#db/machines/decision.ts";
import { firstTeam } from "#db/machines/first-team.ts";
import { modelTexts } from "#db/machines/models.ts";
import { storeOutput } from "#db/machines/run-outputs.ts";
import { findRun, finishRun } from "#db/machines/runs.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { runs } from "#db/schema.ts";
import { onnxModel } from "#lib/train/onnx-model.ts";
import type { JobContext } from "#workers/job.ts";
import { logOf } from "#workers/job-folder/cost.ts";
import type { Folder } from "#workers/job-folder/folder.ts";
import { trainingOutcome } from "#workers/job-folder/kinds/train.ts";
import { placeOf } from "../in-folder.ts";
import { originOf } from "./prepare.ts";

/**
 * Third step: keep the weights, store the predictions bit by bit, make the routes where this run is the
 * first to route, then let figures, run and job be finished in one transaction.
 */
export async function store(
  { db, dir, fence, now, log }: Pick<JobContext, "db" | "dir" | "fence" | "now" | "log">,
  runId: number,
  folder: Folder,
): Promise<void> {
  const { itemIds, predictedTo } = await originOf(folder);
  const outcome = await trainingOutcome(folder);

  for (const [fold, bytes] of outcome.checkpoints.entries())
    await runCheckpoints(dir, runId, fold).save(bytes);
  await saveLog(dir, runId, await logOf(folder));
  await keepModel({ db, dir, log }, runId, outcome.checkpoints);
  const { executor, parameters, accuracy, gold, imagesPerSecond, seconds } = outcome;
  const { sharedEpochs, keptEpoch, temperature, history, probabilities } = outcome;
  const figures = { executor, parameters, accuracy, goldItems: gold, imagesPerSecond, seconds };
  const more = { sharedEpochs, keptEpoch, temperature, history };
  const place = await placeOf(folder);
  const classes = probabilities.length / Math.max(1, itemIds.length);
  await storeOutput(db, fence, runId, classes, { itemIds, probabilities });
  const run = findRun(db, runId);
  if (!run) throw new Error(`run ${runId} does not exist`);
  // what routes while it is not finished yet has to know which items wait for it
  writeHeld(db, fence, (tx) => {
    tx.update(runs).set({ predictedTo }).where(eq(runs.id, runId)).run();
  });
  const first = firstTeam(db, run, now(), () => performance.now());
  await reroute(db, run.projectId, now(), first, (tx) => {
    finishJob(tx, fence, now());
    finishRun(tx, runId, { ...figures, ...more, ...place }, now());
    askForPredictions(tx, run.projectId, now());
    askForDecision(tx, runId, now());
    if (findProjectById(tx, run.projectId)?.activeRunId !== runId) return;
    const entry = { userId: null, action: "run.takes", projectId: run.projectId };
    recordAuditEntry(tx, { ...entry, detail: { run: run.name, runId } }, now());
  });
}

/** The file to take home. A run without one is as good as any other: it can be made later by `npm run model`. */
async function keepModel(
  { db, dir, log }: Pick<JobContext, "db" | "dir" | "log">,
  runId: number,
  checkpoints: readonly Uint8Array[],
): Promise<void> {
  const run = findRun(db, runId);
  const project = run && findProjectById(db, run.projectId);
  // with an encoder it would be as large as that one, for every run: `npm run model` makes it when it is wanted
  if (!project || run.encoderId !== null) return;
  try {
    await saveModel(dir, runId, onnxModel(checkpoints, 1, modelTexts(project, run)));
  } catch (error) {
    log.warn({ err: error, run: runId }, "no model file could be made");
  }
}
