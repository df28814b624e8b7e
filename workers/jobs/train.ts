import { z } from "zod";
import { runCheckpoints, warmUpShelf } from "#db/machines/checkpoints.ts";
import { predictionItems, trainingLabels } from "#db/machines/label-sources.ts";
import { panelEnded } from "#db/machines/panels.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { crossFitted, findRun, runEnded, runStarted, storeRun } from "#db/machines/runs.ts";
import { loadTensor } from "#db/dataset/tensors.ts";
import { trainFolds } from "#lib/train/cross-fit.ts";
import { TrainingError, trainingOptions } from "#lib/train/train.ts";
import { codeVersion } from "../code-version.ts";
import { defineJob, JobCancelled, JobFailure } from "../job.ts";

/** Train one run and store its out-of-sample predictions. A retry goes on at the last checkpoint. */
export const trainJob = defineJob({
  kind: "train",
  payload: z.object({ runId: z.int() }),
  run: async (context, { runId }) => {
    const { db, dir, now } = context;
    const run = findRun(db, runId);
    const project = run && findProjectById(db, run.projectId);
    if (!run || !project) throw new JobFailure("The run has vanished.");
    const options = trainingOptions.safeParse({
      ...run.options,
      method: run.method,
      backbone: run.backbone,
      seed: run.seed,
    });
    if (!options.success) throw new JobFailure(z.prettifyError(options.error));
    const everySplit = crossFitted(run.options);
    const source = { raterId: run.labelRaterId, pool: run.pool };
    const labels = trainingLabels(db, project.id, source, everySplit);
    const targets = predictionItems(db, project.id, everySplit);
    const shelf = run.panelId === null ? null : warmUpShelf(dir, run.panelId);
    runStarted(db, runId, codeVersion, now());

    try {
      const result = await trainFolds(
        {
          images: await loadTensor(db, dir, project),
          size: project.imageSize,
          classes: project.classes.length,
          train: {
            rows: Int32Array.from(labels, (row) => row.ordinal),
            labels: Int32Array.from(labels, (row) => row.label),
          },
          predict: {
            rows: Int32Array.from(targets, (row) => row.ordinal),
            gold: Int32Array.from(targets, (row) => row.gold ?? -1),
          },
        },
        options.data,
        {
          now,
          cancelled: context.cancelled,
          checkpoints: (fold) => runCheckpoints(dir, runId, fold),
          ...(shelf && { warmUps: shelf }),
          report: (progress) =>
            context.report(
              Math.min(1, (progress.epoch + progress.step / Math.max(1, progress.steps)) / progress.epochs),
              progress,
            ),
          log: (event, detail) => context.log.info({ run: runId, ...detail }, event),
        },
      );
      for (const [fold, bytes] of result.checkpoints.entries())
        await runCheckpoints(dir, runId, fold).save(bytes);
      context.commit((tx) =>
        storeRun(
          tx,
          runId,
          {
            executor: result.executor,
            parameters: result.parameters,
            accuracy: result.accuracy,
            goldItems: result.gold,
            imagesPerSecond: result.imagesPerSecond,
            seconds: result.seconds,
            sharedEpochs: result.sharedEpochs,
            keptEpoch: result.keptEpoch,
            temperature: result.temperature,
            history: result.history,
            itemIds: Int32Array.from(targets, (row) => row.id),
            probabilities: result.probabilities,
          },
          now(),
        ),
      );
      if (run.panelId !== null && panelEnded(db, run.panelId)) await shelf?.clear();
    } catch (error) {
      if (error instanceof TrainingError && error.code === "cancelled") throw new JobCancelled();
      if (error instanceof TrainingError) throw new JobFailure(error.message);
      throw error;
    }
  },
  ended: (tx, { runId }, state, message, now) => runEnded(tx, runId, state, message, now),
});
