import { and, asc, count, eq, gt, notInArray } from "drizzle-orm";
import { decodeImage } from "#lib/formats/image.ts";
import { inspectImage } from "#lib/formats/image-header.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { type Db, write } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { enqueue, type Fence, finishJob, writeHeld } from "#db/job-queue.ts";
import { openPictures } from "#db/packs/pictures.ts";
import { mustBeStored, openPackWriter } from "#db/packs/writer.ts";
import { type Image, images, jobs } from "#db/schema.ts";

/*
 * What people are shown of a picture is decided when it is imported. Versions before 0.3 left profiles and some
 * other things in; their pictures are gone through once, by a job, and get the copy that an import makes today.
 */

/** Of the job; a stricter rule one day gets another name, and with it another pass. */
export const recheckKind = "pictures";

const batchImages = 200;

/** Ask for the pass, once in the life of a database, unless it failed; an empty one has had it. */
export function enqueueRecheck(db: Db, now: number): void {
  write(db, (tx) => {
    const asked = tx
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.kind, recheckKind), notInArray(jobs.state, ["failed", "cancelled"])))
      .limit(1)
      .get();
    if (asked) return;
    const job = { kind: recheckKind, payload: {}, projectId: null, createdBy: null };
    const pictures = tx.select({ hash: images.hash }).from(images).limit(1).get();
    if (pictures) enqueue(tx, job, now);
    else
      tx.insert(jobs)
        .values({ ...job, state: "finished", createdAt: now, finishedAt: now })
        .run();
  });
}

export type RecheckHooks = {
  now: () => number;
  /** pictures done of all */
  progress: (done: number, total: number) => void;
};

/**
 * Go through all pictures and give those a strict copy to be shown that have none. Originals stay as they are;
 * one that needs a copy is written once more, into the pack beside it. Finishes its job.
 * @returns how many got one
 */
export async function recheckPictures(
  db: Db,
  dir: DataDir,
  fence: Fence,
  { now, progress }: RecheckHooks,
): Promise<number> {
  const total = db.select({ n: count() }).from(images).get()?.n ?? 0;
  const pictures = openPictures(db, dir);
  const writer = openPackWriter(db, dir);
  let [done, changed, last] = [0, 0, ""];
  try {
    for (;;) {
      const batch = db
        .select()
        .from(images)
        .where(gt(images.hash, last))
        .orderBy(asc(images.hash))
        .limit(batchImages)
        .all();
      const newest = batch.at(-1);
      if (!newest) break;
      last = newest.hash;
      const loose: Image[] = [];
      let next = 0;
      for await (const { bytes } of pictures.readEach(batch, { shown: true })) {
        const row = batch[next++];
        if (row && !isStrict(bytes)) loose.push(row);
      }
      const rows: Image[] = [];
      next = 0;
      for await (const { bytes } of pictures.readEach(loose, { shown: false })) {
        const row = loose[next++];
        if (row) rows.push(writer.add({ ...row, bytes, shown: await strictCopy(bytes) }));
      }
      writer.flush();
      if (rows.length > 0)
        writeHeld(db, fence, (tx) => {
          mustBeStored(tx, rows);
          for (const { hash, ...place } of rows)
            tx.update(images).set(place).where(eq(images.hash, hash)).run();
        });
      changed += rows.length;
      done += batch.length;
      progress(done, total);
    }
  } finally {
    writer.close();
  }
  write(db, (tx) => finishJob(tx, fence, now()));
  return changed;
}

function isStrict(bytes: Uint8Array): boolean {
  const { clean, convert } = inspectImage(bytes);
  return clean === null && !convert;
}

/** Older versions took pictures with slight damage that would be refused today: theirs is the file without metadata. */
async function strictCopy(bytes: Uint8Array) {
  try {
    return (await decodeImage(bytes, 8)).shown;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const { clean, mime } = inspectImage(bytes);
    return clean && { bytes: clean, mime };
  }
}
