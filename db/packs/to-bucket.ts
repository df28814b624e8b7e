import { hash as digest } from "node:crypto";
import { statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { and, asc, eq, gt, isNotNull, isNull } from "drizzle-orm";
import { digestOfFile, digestOfPieces } from "#lib/digests.ts";
import { Expected } from "#lib/expected.ts";
import type { Db } from "#db/client.ts";
import { inTurn } from "#db/in-turn.ts";
import { writeHeld } from "#db/job-queue.ts";
import { BucketError } from "#db/packs/bucket-error.ts";
import { bucketPack, moved } from "#db/packs/bucket-packs.ts";
import { closeRemovedPacks, placeOf, readLocal } from "#db/packs/local.ts";
import type { Move } from "#db/packs/move-context.ts";
import { classExamples, type Image, images } from "#db/schema.ts";

/** Pictures looked at in one go, and written down in one transaction. */
const pageImages = 500;

/**
 * Move a pack from the disk to the bucket. Its pictures are looked at first, so that no damage is taken along unseen;
 * what arrived is read back whole; then it is said to be in the bucket, and only then does the file go. A process that
 * has the file open reads on in it; others find the object.
 * @param tell share done, 0 … 1
 * @throws Expected when a picture in it is damaged: the pack stays; BucketError
 */
export async function packToBucket(
  { db, dir, bucket, fence, now }: Move,
  name: string,
  tell: (share: number) => void,
): Promise<void> {
  const path = join(dir.packs, name);
  const known = bucketPack(db, name);
  if (known) {
    // An earlier attempt, or a way back, ended before the file had gone.
    if ((await bucket.size(known.key)) !== known.bytes) throw lost(known.key);
    return remove(path);
  }
  const { size: bytes } = statSync(path);
  await checkPictures({ db, dir, fence }, name);
  const { sha256 } = await digestOfFile(path, bytes, (done) => tell((0.2 * done) / bytes));
  const key = `${bucket.settings.prefix}${name.replace(/\.pack$/, "")}-${sha256}.pack`;
  if ((await bucket.size(key)) !== bytes)
    await bucket.put(key, path, bytes, (sent) => tell(0.2 + (0.4 * sent) / bytes));
  const arrived = await digestOfPieces(bucket.pieces(key), (done) => tell(0.6 + (0.4 * done) / bytes));
  if (arrived.sha256 !== sha256) {
    await bucket.remove(key);
    throw lost(key);
  }
  const said = writeHeld(db, fence, (tx) => {
    // Whoever adds to it after all looks for this row in their own transaction.
    const whole = statSync(path, { throwIfNoEntry: false })?.size === bytes && !lacksHash(tx, name);
    if (whole) moved(tx, { name, key, bytes, sha256, movedAt: now() });
    return whole;
  });
  if (said) await remove(path);
  else await bucket.remove(key); // it has grown, or went: its turn comes again
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true });
  closeRemovedPacks();
}

const lost = (key: string): BucketError =>
  new BucketError("damaged", `${key} is not in the bucket as it was put there.`);

/** Compare all pictures of a pack with their hashes, and write down those of the shown copies where nobody has. */
async function checkPictures(
  { db, dir, fence }: Pick<Move, "db" | "dir" | "fence">,
  name: string,
): Promise<void> {
  for (let last = -1; ;) {
    const rows = db
      .select()
      .from(images)
      .where(and(eq(images.pack, name), gt(images.offset, last)))
      .orderBy(asc(images.offset))
      .limit(pageImages)
      .all();
    last = rows.at(-1)?.offset ?? last;
    if (rows.length === 0) return;
    const news = rows.flatMap((row) => {
      const found = { keptHash: keptHashOf(row), shownHash: hashAt(row, true) };
      return found.keptHash === row.keptHash && found.shownHash === row.shownHash ? [] : [{ row, found }];
    });
    if (news.length > 0)
      await inTurn(db, () =>
        writeHeld(db, fence, (tx) => {
          for (const { row, found } of news)
            tx.update(images)
              .set(found)
              .where(and(eq(images.hash, row.hash), eq(images.pack, name)))
              .run();
        }),
      );
    await setImmediate(); // lets messages in
  }

  /** Of the copy where it lies; null where there is no shown copy. */
  function hashAt(row: Image, shown: boolean): string | null {
    if (shown && row.shownOffset === null) return null;
    const place = placeOf(row, { shown });
    const bytes = readLocal(dir, row, place);
    const found = bytes && digest("sha256", bytes, "hex");
    if (found === null || (place.hash !== null && found !== place.hash && !isOldExample(db, row)))
      throw new Expected(`Picture ${row.hash} in ${name} is damaged; the pack stays on the disk.`);
    return found;
  }

  function keptHashOf(row: Image): string | null {
    const found = hashAt(row, false);
    return found === row.hash ? null : found;
  }
}

/** Before its hash was written down, an example was kept without metadata under the hash of what came. */
const isOldExample = (db: Db, { hash, keptHash }: Image): boolean =>
  keptHash === null &&
  db.select().from(classExamples).where(eq(classExamples.hash, hash)).limit(1).get() !== undefined;

const lacksHash = (tx: Db, pack: string): boolean =>
  tx
    .select({ hash: images.hash })
    .from(images)
    .where(and(eq(images.pack, pack), isNotNull(images.shownOffset), isNull(images.shownHash)))
    .limit(1)
    .get() !== undefined;
