import { findProjectById } from "#db/dataset/projects.ts";
import { loadTensor } from "#db/dataset/tensors.ts";
import { featuresOf, findEncoder } from "#db/features/encoders.ts";
import { readFeatures } from "#db/features/feature-files.ts";
import type { RootDb } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import type { Encoder, Project, Run } from "#db/schema.ts";
import { predictionItems } from "#db/machines/label-sources.ts";
import { findRun } from "#db/machines/runs.ts";
import { itemsOf } from "#db/labelling/waiting.ts";
import { crossFitted } from "#db/machines/start-run.ts";
import { JobFailure } from "#workers/job.ts";
import type { FeatureData, PictureData } from "#lib/train/contract.ts";
import { labelsOf, type RunLabels } from "./labels.ts";
import type { TrainingTask } from "./run.ts";

/** A training, and where its outcome belongs. */
export type Prepared = {
  panelId: number | null;
  /** items below this ordinal are there when it begins */
  predictedTo: number;
  /** items.id of each row of task.data.predict */
  itemIds: Int32Array;
  /** what the run's row is to remember of its labels */
  labels: Omit<RunLabels, "train"> & { trainItems: number };
  task: TrainingTask;
};

/** Makes the features of a project's items below an ordinal, where they are missing. */
type Embed = (projectId: number, encoder: Encoder, to: number) => Promise<void>;

/** First step: everything that the training needs of the database, as plain values. */
export async function readTask(
  db: RootDb,
  dir: DataDir,
  runId: number,
  embed: Embed = () => Promise.reject(new Error("nobody makes features here")),
): Promise<Prepared> {
  const run = findRun(db, runId);
  const project = run && findProjectById(db, run.projectId);
  if (!project) throw new JobFailure("The run is gone.");
  const { method, backbone, seed, panelId } = run;
  const everySplit = crossFitted(run.options);
  const { train, ...labels } = await labelsOf(db, dir, project, run);
  const trainItems = train.rows.length;
  if (trainItems === 0) throw new JobFailure("There is no label to learn from any more.");
  const predictedTo = itemsOf(db, project.id); // what comes meanwhile is predicted afterwards
  const targets = predictionItems(db, project.id, everySplit).filter(({ ordinal }) => ordinal < predictedTo);
  const K = project.classes.length;
  return {
    ...{ panelId, predictedTo },
    itemIds: Int32Array.from(targets, ({ id }) => id),
    labels: { ...labels, trainItems },
    task: {
      options: { ...run.options, method, backbone, seed },
      data: {
        ...(await materialOf(db, dir, project, run, predictedTo, embed)),
        classes: K,
        train,
        predict: {
          rows: Int32Array.from(targets, ({ ordinal }) => ordinal),
          gold: Int32Array.from(targets, ({ gold }) => gold ?? -1),
        },
      },
    },
  };
}

/** The pictures, or their features, which are made first where they are missing. */
async function materialOf(
  db: RootDb,
  dir: DataDir,
  project: Project,
  { encoderId }: Run,
  to: number,
  embed: Embed,
): Promise<Pick<PictureData, "images" | "size"> | Pick<FeatureData, "features" | "width" | "of">> {
  if (encoderId === null) return { images: await loadTensor(db, dir, project), size: project.imageSize };
  const encoder = findEncoder(db, encoderId);
  if (!encoder) throw new JobFailure("The encoder is gone.");
  await embed(project.id, encoder, to);
  const features = readFeatures(dir, project.id, encoder, 0, to);
  return { features, width: encoder.width, of: featuresOf(encoder) };
}
