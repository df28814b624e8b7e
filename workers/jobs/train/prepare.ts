import { z } from "zod";
import { findProjectById } from "#db/dataset/projects.ts";
import { wholeTensor } from "#db/dataset/tensors.ts";
import { featuresOf, findEncoder } from "#db/features/encoders.ts";
import { featureRows } from "#db/features/feature-files.ts";
import type { RootDb } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import type { Encoder, Project, Run } from "#db/schema.ts";
import { predictionItems } from "#db/machines/label-sources.ts";
import { findRun } from "#db/machines/runs.ts";
import { itemsOf } from "#db/labelling/waiting.ts";
import { crossFitted } from "#db/machines/start-run.ts";
import { type Folder, readInput } from "#workers/job-folder/folder.ts";
import { type TrainingTask, trainingFolder } from "#workers/job-folder/kinds/train.ts";
import { JobFailure } from "#workers/job.ts";
import type { FolderDraft } from "../in-folder.ts";
import { readLabels } from "./labels.ts";

/** What the worker remembers of a training in its folder: where the outcome belongs. */
const origin = z.object({
  /** items below this ordinal were there when it began */
  predictedTo: z.int(),
  /** what the run's row is to remember of its labels */
  labels: z.object({
    trainItems: z.int(),
    /** newest judgment when they were read, people's answers in them, and whose belief they are */
    cursor: z.int(),
    answers: z.int().nullable(),
    learntFrom: z
      .object({
        policy: z.string(),
        runId: z.int().nullable(),
        fitId: z.int().nullable(),
        answered: z.int(),
        imported: z.int(),
      })
      .nullable(),
  }),
});
export type Origin = z.output<typeof origin>;

/** items.id of each row that is predicted */
const itemsFile = "items.i32";

/** Makes the features of a project's items below an ordinal, where they are missing. */
type Embed = (projectId: number, encoder: Encoder, to: number) => Promise<void>;

/** First step: everything that the training needs of the database, as a folder. */
export async function trainingDraft(
  db: RootDb,
  dir: DataDir,
  runId: number,
  embed: Embed = () => Promise.reject(new Error("nobody makes features here")),
): Promise<FolderDraft> {
  const run = findRun(db, runId);
  const project = run && findProjectById(db, run.projectId);
  if (!project) throw new JobFailure("The run is gone.");
  const { method, backbone, seed, panelId } = run;
  const everySplit = crossFitted(run.options);
  const { train, ...labels } = readLabels(db, project, run);
  const trainItems = train.rows.length;
  if (trainItems === 0) throw new JobFailure("There is no label to learn from any more.");
  const predictedTo = itemsOf(db, project.id); // what comes meanwhile is predicted afterwards
  const targets = predictionItems(db, project.id, everySplit).filter(({ ordinal }) => ordinal < predictedTo);
  const folder = trainingFolder({
    options: { ...run.options, method, backbone, seed },
    panel: panelId,
    ...(await materialOf(db, dir, project, run, predictedTo, embed)),
    data: {
      classes: project.classes.length,
      train,
      predict: {
        rows: Int32Array.from(targets, ({ ordinal }) => ordinal),
        gold: Int32Array.from(targets, ({ gold }) => gold ?? -1),
      },
    },
  });
  const itemIds = Int32Array.from(targets, ({ id }) => id);
  const remembered: Origin = { predictedTo, labels: { ...labels, trainItems } };
  return { ...folder, files: { ...folder.files, [itemsFile]: itemIds }, origin: remembered };
}

/** Where the outcome of a training belongs. */
export async function originOf(folder: Folder): Promise<Origin & { itemIds: Int32Array }> {
  const remembered = origin.parse(folder.description.origin);
  return { ...remembered, itemIds: new Int32Array(await readInput(folder, itemsFile)) };
}

/** The pictures, or their features, which are made first where they are missing. */
async function materialOf(
  db: RootDb,
  dir: DataDir,
  project: Project,
  { encoderId }: Run,
  to: number,
  embed: Embed,
): Promise<Pick<TrainingTask, "material" | "from">> {
  if (encoderId === null) {
    const from = await wholeTensor(db, dir, project, to);
    return { material: { kind: "pictures", size: project.imageSize }, from };
  }
  const encoder = findEncoder(db, encoderId);
  if (!encoder) throw new JobFailure("The encoder is gone.");
  await embed(project.id, encoder, to);
  const from = featureRows(dir, project.id, encoder, to);
  return { material: { kind: "features", width: encoder.width, of: featuresOf(encoder) }, from };
}
