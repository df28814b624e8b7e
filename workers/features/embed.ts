import { statSync } from "node:fs";
import { openPictures } from "#db/packs/pictures.ts";
import { picturesBetween } from "#db/features/embedding.ts";
import { encoderPath, readEncoder } from "#db/features/encoders.ts";
import { embeddedTo, storeFeatures } from "#db/features/feature-files.ts";
import type { Encoder } from "#db/schema.ts";
import { Expected } from "#lib/expected.ts";
import { type JobContext, JobFailure } from "#workers/job.ts";
import { type Folder, removeFolder } from "#workers/job-folder/folder.ts";
import { embeddedBefore, embeddingFolder, featuresIn } from "#workers/job-folder/kinds/embed.ts";
import { type FolderDraft, folderOf, haveDone } from "#workers/jobs/in-folder.ts";

/** Pictures of a folder. */
const folderSize = 4096;
/** Pictures of a part, here and elsewhere: a crash costs the features of a part at most, a task its start. */
const [partHere, partElsewhere] = [128, 1024];

/**
 * Let an encoder go through the pictures that it has not seen, in their order, and store what it makes of them part
 * by part, so that another attempt goes on behind the last one.
 * @param to ordinal of the first item that is not wanted
 * @throws JobFailure when the encoder's file is gone or is no encoder; JobCancelled; JobElsewhere; JobLost
 */
export async function embedMissing(
  context: JobContext,
  projectId: number,
  encoder: Encoder,
  to: number,
): Promise<void> {
  const { db, dir, log } = context;
  const first = embeddedTo(db, dir, projectId, encoder);
  if (first >= to) return;
  if (encoder.removedAt !== null) throw new JobFailure("The encoder was removed.");
  for (let from = first; from < to; from = embeddedTo(db, dir, projectId, encoder)) {
    const until = Math.min(to, (Math.floor(from / folderSize) + 1) * folderSize);
    const folder = await folderFor(context, projectId, encoder, { from, until, to });
    let next = embeddedBefore(folder);
    await haveDone(context, folder, async (part) => {
      const features = await featuresIn(folder, part);
      // an earlier attempt may have stored it
      if (next + features.length / encoder.width > from) keep(context, projectId, encoder, next, features);
      next += features.length / encoder.width;
    });
    await removeFolder(folder.path);
  }
  log.info({ project: projectId, encoder: encoder.name, pictures: to - first }, "pictures embedded");
}

type Wanted = { from: number; until: number; to: number };

/** The folder of an earlier attempt, if it holds all that is missing, or a new one. */
async function folderFor(
  context: JobContext,
  projectId: number,
  encoder: Encoder,
  wanted: Wanted,
): Promise<Folder> {
  const name = `features-${encoder.id}-${wanted.until}`;
  const make = () =>
    folderOf(context, name, ({ launcher }) =>
      draftOf(context, projectId, encoder, wanted, launcher === "local" ? partHere : partElsewhere),
    );
  const folder = await make();
  if (embeddedBefore(folder) <= wanted.from) return folder;
  await removeFolder(folder.path); // the features before it were lost meanwhile
  return make();
}

function keep(
  { db, dir, fence }: JobContext,
  projectId: number,
  encoder: Encoder,
  from: number,
  features: Float32Array,
): void {
  try {
    storeFeatures(db, dir, fence, projectId, encoder, from, features);
  } catch (error) {
    if (error instanceof Expected) throw new JobFailure(error.message);
    throw error;
  }
}

/** Pictures with ordinals in [from, until), of those below `to`. */
async function draftOf(
  { db, dir }: JobContext,
  projectId: number,
  encoder: Encoder,
  { from, until, to }: Wanted,
  partSize: number,
): Promise<FolderDraft> {
  if (!(await readEncoder(dir, encoder)))
    throw new JobFailure(`The file of ${encoder.name} is missing or damaged: add the encoder again.`);
  const images = picturesBetween(db, projectId, from, until);
  const pictures = openPictures(db, dir);
  const file = encoderPath(dir, encoder);
  return embeddingFolder({
    encoder: { of: file, bytes: statSync(file).size },
    description: encoder.description,
    width: encoder.width,
    sizes: images.map(({ length }) => length),
    async *pictures(first, end) {
      for await (const { bytes } of pictures.readEach(images.slice(first, end), { shown: false }))
        yield bytes;
    },
    partSize,
    before: from,
    all: to,
  });
}
