import { z } from "zod";
import { digestOf } from "#lib/digests.ts";
import { topClass } from "#lib/stats/argmax.ts";
import { decodeCheckpoint } from "#lib/train/checkpoint.ts";
import { announce } from "#db/events.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { loadTensorRows } from "#db/dataset/tensors.ts";
import { featuresOf, findEncoder, readEncoder } from "#db/features/encoders.ts";
import { readFeatures } from "#db/features/feature-files.ts";
import { embedMissing } from "#workers/features/embed.ts";
import { finishJob, writeHeld } from "#db/job-queue.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { waitingPictures } from "#db/labelling/waiting.ts";
import { finalWeights } from "#db/machines/models.ts";
import { type NewPictures, nextNewPictures, weightsFound } from "#db/machines/new-pictures.ts";
import { extendOutput } from "#db/machines/run-outputs.ts";
import { findRun } from "#db/machines/runs.ts";
import type { Project, Run } from "#db/schema.ts";
import { removeFolder } from "#workers/job-folder/folder.ts";
import type { Material } from "#workers/job-folder/kinds/kind.ts";
import { predictionFolder, predictionsIn } from "#workers/job-folder/kinds/predict.ts";
import { defineJob, JobCancelled, type JobContext, JobFailure } from "#workers/job.ts";
import { folderOf, haveDone } from "./in-folder.ts";

/** Pictures predicted at a time: a minute of work at most is lost when the process dies. */
const atOnce = 2000;

/**
 * Let the active run predict the pictures that came after it was trained, and route them. Another attempt goes on
 * after the last part that was stored. Where the run's weights are gone, people are asked about the pictures.
 */
export const predictJob = defineJob({
  kind: "predict",
  payload: z.object({ projectId: z.int(), runId: z.int() }),
  async run(context, { projectId, runId }) {
    const { db, dir, fence, now, cancelled, report, log } = context;
    const run = findRun(db, runId);
    if (run?.projectId !== projectId)
      throw new JobFailure("The run that was to predict is not there any more.");
    const weights = await finalWeights(dir, run);
    const found = weights !== null && weights.every(isWhole) && (await hasEncoder(context, run));
    writeHeld(db, fence, (tx) => weightsFound(tx, runId, found));
    if (!found)
      log.warn({ run: runId }, "its weights or its encoder are gone: people are asked about new pictures");
    for (let predicted = 0, ended = false; !ended;) {
      for (let next = nextOf(context, projectId, runId); found && next;) {
        await predictSome(context, next.project, next.run, weights, next.pictures);
        predicted += next.pictures.items.length;
        if (cancelled()) throw new JobCancelled();
        next = nextOf(context, projectId, runId);
        const left = next ? waitingPictures(db, next.project) : 0;
        report(predicted / Math.max(1, predicted + left), { predicted, left });
      }
      ended = await reroute(
        db,
        projectId,
        now(),
        () => ({}),
        (tx) => {
          const project = findProjectById(tx, projectId);
          // Pictures that came meanwhile are this job's too: nobody else was asked for them.
          if (project?.activeRunId === runId && waitingPictures(tx, project) > 0) return false;
          finishJob(tx, fence, now());
          announce(tx, projectId, "items", now());
          return true;
        },
      );
      if (ended) log.info({ project: projectId, run: runId, predicted }, "new pictures predicted");
    }
  },
});

/** @returns null when nothing waits for the run, or another one has become the active one */
function nextOf({ db }: JobContext, projectId: number, runId: number) {
  const [project, run] = [findProjectById(db, projectId), findRun(db, runId)];
  if (!project || !run || project.activeRunId !== runId) return null;
  const pictures = nextNewPictures(db, run, atOnce);
  return pictures && { project, run, pictures };
}

async function predictSome(
  context: JobContext,
  project: Project,
  run: Run,
  weights: readonly Uint8Array[],
  { items, from, to }: NewPictures,
): Promise<void> {
  const { db, fence } = context;
  const K = project.classes.length;
  const probabilities =
    items.length === 0
      ? new Float32Array(0)
      : await predicted(context, project, run, weights, { items, from, to });
  const right = items.map(({ gold }, place) =>
    gold === null ? null : topClass(probabilities, place * K, K) === gold,
  );
  const itemIds = Int32Array.from(items, ({ id }) => id);
  const ordinals = Int32Array.from(items, ({ ordinal }) => ordinal);
  await extendOutput(db, fence, run, K, { itemIds, probabilities, ordinals, right }, to);
}

/** @returns items × classes */
async function predicted(
  context: JobContext,
  project: Project,
  run: Run,
  weights: readonly Uint8Array[],
  { items, from, to }: NewPictures,
): Promise<Float32Array> {
  const places = items.map(({ ordinal }) => ordinal - from);
  // other items in the same range are another folder's
  const { sha256 } = digestOf(Buffer.from(JSON.stringify(places)));
  const folder = await folderOf(context, `predictions-${from}-${to}-${sha256.slice(0, 8)}`, async () => {
    const { material, rows } = await unseen(context, project, run, { from, to, places });
    return predictionFolder(weights, material, rows);
  });
  await haveDone(context, folder);
  const probabilities = await predictionsIn(folder);
  await removeFolder(folder.path);
  return probabilities;
}

function isWhole(checkpoint: Uint8Array): boolean {
  try {
    decodeCheckpoint(checkpoint);
    return true;
  } catch {
    return false;
  }
}

/** Whether the encoder is there that new pictures need, with the file that was added. */
async function hasEncoder({ db, dir }: JobContext, { encoderId }: Run): Promise<boolean> {
  const encoder = encoderId === null ? null : findEncoder(db, encoderId);
  if (encoder === null) return true;
  return encoder?.removedAt === null && (await readEncoder(dir, encoder)) !== null;
}

type Wanted = { from: number; to: number; places: readonly number[] };

/** Some of the pictures with ordinals in [from, to), or the features of these. */
async function unseen(
  context: JobContext,
  project: Project,
  { encoderId }: Run,
  { from, to, places }: Wanted,
): Promise<{ material: Material; rows: Uint8Array | Float32Array }> {
  const { db, dir } = context;
  const encoder = encoderId === null ? undefined : findEncoder(db, encoderId);
  if (!encoder) {
    const images = await loadTensorRows(db, dir, project, from, to);
    const wanted = new Uint8Array(places.length * (images.length / (to - from)));
    return { material: { kind: "pictures", size: project.imageSize }, rows: rowsOf(images, wanted, places) };
  }
  await embedMissing(context, project.id, encoder, to);
  const features = readFeatures(dir, project.id, encoder, from, to);
  return {
    material: { kind: "features", width: encoder.width, of: featuresOf(encoder) },
    rows: rowsOf(features, new Float32Array(places.length * encoder.width), places),
  };
}

function rowsOf<T extends Uint8Array | Float32Array>(all: T, into: T, places: readonly number[]): T {
  const length = into.length / places.length;
  for (const [row, place] of places.entries())
    into.set(all.subarray(place * length, (place + 1) * length), row * length);
  return into;
}
