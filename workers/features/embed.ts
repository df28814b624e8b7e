import { availableParallelism } from "node:os";
import { encoderPixels } from "#lib/encoders/pixels.ts";
import { type Encoder as Running, openEncoder } from "#lib/encoders/run.ts";
import { Expected } from "#lib/expected.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { readPacked } from "#db/dataset/packs.ts";
import { picturesBetween } from "#db/features/embedding.ts";
import { readEncoder } from "#db/features/encoders.ts";
import { embeddedTo, storeFeatures } from "#db/features/feature-files.ts";
import type { Encoder, Image } from "#db/schema.ts";
import type { Embedding } from "#lib/embedding-progress.ts";
import { JobCancelled, type JobContext, JobFailure } from "#workers/job.ts";

/** Calls of the encoder whose features are stored together: what a crash costs at most. */
const callsAPart = 16;

/** Half of the processor: people are served meanwhile. */
const threads = Math.max(2, Math.floor(availableParallelism() / 2));

/**
 * Let an encoder go through the pictures that it has not seen, in their order, and store what it makes of them part
 * by part, so that another attempt goes on behind the last one.
 * @param to ordinal of the first item that is not wanted
 * @throws JobFailure when the encoder's file is gone or is no encoder; JobCancelled; JobLost
 */
export async function embedMissing(
  context: JobContext,
  projectId: number,
  encoder: Encoder,
  to: number,
): Promise<void> {
  const { db, dir, log } = context;
  const from = embeddedTo(db, dir, projectId, encoder);
  if (from >= to) return;
  if (encoder.removedAt !== null) throw new JobFailure("The encoder was removed.");
  const bytes = await readEncoder(dir, encoder);
  if (!bytes)
    throw new JobFailure(`The file of ${encoder.name} is missing or damaged: add the encoder again.`);
  try {
    const running = await openEncoder(bytes, encoder.description, threads);
    try {
      if (running.width !== encoder.width) throw new Error(`${running.width} features, not ${encoder.width}`);
      await goThrough(context, projectId, { encoder, running }, from, to);
    } finally {
      await running.close();
    }
  } catch (error) {
    if (error instanceof Expected) throw new JobFailure(error.message);
    if (error instanceof FormatError)
      throw new JobFailure(`A picture that was imported cannot be read any more. ${error.message}`);
    throw error;
  }
  log.info({ project: projectId, encoder: encoder.name, pictures: to - from }, "pictures embedded");
}

type Open = { encoder: Encoder; running: Running };

async function goThrough(
  context: JobContext,
  projectId: number,
  { encoder, running }: Open,
  first: number,
  to: number,
): Promise<void> {
  const { db, dir, fence, now, report, cancelled } = context;
  const size = running.batch * callsAPart;
  const started = now();
  for (let from = first; from < to; from += size) {
    const pictures = picturesBetween(db, projectId, from, Math.min(to, from + size));
    const values = new Float32Array(pictures.length * encoder.width);
    let next = decoded(context, encoder, pictures.slice(0, running.batch));
    for (let done = 0; done < pictures.length; done += running.batch) {
      const pixels = await next;
      // the next pictures are decoded by other threads while the encoder computes
      next = decoded(context, encoder, pictures.slice(done + running.batch, done + 2 * running.batch));
      next.catch(() => undefined); // told when its turn comes
      values.set(await running.embed(pixels), done * encoder.width);
      const embedded = Math.min(from + done + pixels.length, to);
      const seconds = (now() - started) / 1000;
      const picturesPerSecond = seconds > 0 ? (embedded - first) / seconds : null;
      const note: Embedding = { embedded, toEmbed: to, picturesPerSecond };
      report(embedded / to, note);
      await new Promise((resolve) => setImmediate(resolve)); // lets messages in
      if (cancelled()) throw new JobCancelled();
    }
    storeFeatures(db, dir, fence, projectId, encoder, from, values);
  }
}

/** What the encoder is fed, from the pictures as they were imported. */
const decoded = (
  { dir }: JobContext,
  { description }: Encoder,
  pictures: readonly Image[],
): Promise<Uint8Array[]> =>
  Promise.all(
    pictures.map((image) => encoderPixels(readPacked(dir, image, { shown: false }).bytes, description)),
  );
