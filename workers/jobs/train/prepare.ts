import { findProjectById } from "#db/dataset/projects.ts";
import { loadTensor } from "#db/dataset/tensors.ts";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { predictionItems, trainingLabels, trainingShares } from "#db/machines/label-sources.ts";
import { findRun } from "#db/machines/runs.ts";
import { itemsOf } from "#db/labelling/waiting.ts";
import { crossFitted } from "#db/machines/start-run.ts";
import { learnsShares } from "#lib/methods/index.ts";
import { JobFailure } from "#workers/job.ts";
import type { TrainingTask } from "./run.ts";

/** A training, and where its outcome belongs. */
export type Prepared = {
  panelId: number | null;
  /** items below this ordinal are there when it begins */
  predictedTo: number;
  /** items.id of each row of task.data.predict */
  itemIds: Int32Array;
  task: TrainingTask;
};

/** First step: everything that the training needs of the database, as plain values. */
export async function readTask(db: Db, dir: DataDir, runId: number): Promise<Prepared> {
  const run = findRun(db, runId);
  const project = run && findProjectById(db, run.projectId);
  if (!project) throw new JobFailure("The run is gone.");
  const { method, backbone, seed, labelRaterId, pool, panelId } = run;
  const everySplit = crossFitted(run.options);
  const labels = trainingLabels(db, project.id, { raterId: labelRaterId, pool }, everySplit);
  const predictedTo = itemsOf(db, project.id); // what comes meanwhile is predicted afterwards
  const targets = predictionItems(db, project.id, everySplit).filter(({ ordinal }) => ordinal < predictedTo);
  const K = project.classes.length;
  const shares = learnsShares(method)
    ? trainingShares(db, project.id, { raterId: labelRaterId, pool }, labels, K)
    : null;
  return {
    ...{ panelId, predictedTo },
    itemIds: Int32Array.from(targets, ({ id }) => id),
    task: {
      options: { ...run.options, method, backbone, seed },
      data: {
        images: await loadTensor(db, dir, project),
        size: project.imageSize,
        classes: K,
        train: {
          rows: Int32Array.from(labels, ({ ordinal }) => ordinal),
          labels: Int32Array.from(labels, ({ label }) => label),
          ...(shares && { targets: shares }),
        },
        predict: {
          rows: Int32Array.from(targets, ({ ordinal }) => ordinal),
          gold: Int32Array.from(targets, ({ gold }) => gold ?? -1),
        },
      },
    },
  };
}
