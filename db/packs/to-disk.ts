import { statSync } from "node:fs";
import { open, rename, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { digestOfFile, digestOfPieces } from "#lib/digests.ts";
import { Expected } from "#lib/expected.ts";
import { syncFolder } from "#lib/whole-file.ts";
import { writeHeld } from "#db/job-queue.ts";
import { BucketError } from "#db/packs/bucket-error.ts";
import { dropped } from "#db/packs/bucket-packs.ts";
import type { Move } from "#db/packs/move-context.ts";
import type { BucketPack } from "#db/schema.ts";

/** Room that packs leave on the disk for labels, logs and the database, bytes. */
const reserve = 256 * 1024 ** 2;

/**
 * Bring a pack back from the bucket. The file is whole, and compared with what was put into the bucket, before it has
 * its name; then the object is not needed any more, and stays a while for backups.
 * @param tell share done, 0 … 1
 * @throws Expected when there is too little room; BucketError
 */
export async function packToDisk(
  { db, dir, bucket, fence, now }: Move,
  { name, key, bytes, sha256 }: BucketPack,
  tell: (share: number) => void,
): Promise<void> {
  const path = join(dir.packs, name);
  if (!(await isThere(path, bytes, sha256))) {
    await needRoom(dir.packs, bytes);
    const arriving = `${path}.new`;
    try {
      const file = await open(arriving, "w");
      try {
        const arrived = await digestOfPieces(
          written(bucket.pieces(key), (piece) => file.writeFile(piece)),
          (done) => tell(done / bytes),
        );
        if (arrived.sha256 !== sha256)
          throw new BucketError("damaged", `${key} is not in the bucket as it was put there.`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(arriving, path);
    } catch (error) {
      await rm(arriving, { force: true });
      throw error;
    }
    await syncFolder(dir.packs); // the name itself has to survive
  }
  writeHeld(db, fence, (tx) => dropped(tx, name, now()));
}

async function isThere(path: string, bytes: number, sha256: string): Promise<boolean> {
  if (statSync(path, { throwIfNoEntry: false })?.size !== bytes) return false;
  return (await digestOfFile(path, bytes)).sha256 === sha256;
}

async function* written(
  pieces: AsyncIterable<Uint8Array>,
  write: (piece: Uint8Array) => Promise<void>,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const piece of pieces) {
    await write(piece);
    yield piece;
  }
}

async function needRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes + reserve)
    throw new Expected(
      `There is too little room on the disk for the next pack, ${Math.ceil(bytes / 1e6)} MB; it stays in the bucket.`,
    );
}
