import { writeHeld } from "#db/job-queue.ts";
import { droppedBefore, forgotten, packsInBucket } from "#db/packs/bucket-packs.ts";
import type { Move } from "#db/packs/move-context.ts";
import { isBucketError } from "#db/packs/bucket-error.ts";
import { completePacks, type Placement } from "#db/packs/placement.ts";
import { packToBucket } from "#db/packs/to-bucket.ts";
import { packToDisk } from "#db/packs/to-disk.ts";
import { Expected } from "#lib/expected.ts";

export type MoveHooks = {
  /** packs and bytes that are where they are to be, of all that had to be moved; bytes grow while one is moved */
  report: (done: { packs: number; ofPacks: number; bytes: number; ofBytes: number }) => void;
  /** asked before each pack: is this still what is wanted? */
  goOn: () => boolean;
  /** asked now and then while a pack is moved; what it throws ends the moving where nothing is lost */
  check: () => void;
};

/** Told the share of a pack that is done, 0 … 1. */
type Tell = (share: number) => void;

/**
 * Bring packs to where they are to be, one after the other, and remove objects whose time is over. It can be stopped
 * anywhere and gone on with: a pack is removed on one side only once it is whole on the other, and said to be.
 * @returns how many packs came to their place
 * @throws once all others have been moved, about the first that could not be: Expected, or BucketError where its object
 *   is damaged. A bucket that is away or lets nobody in ends it at once, as BucketError
 */
export async function movePacks(
  move: Move,
  to: Placement,
  { report, goOn, check }: MoveHooks,
): Promise<number> {
  const { db, dir } = move;
  const todo =
    to === "s3"
      ? completePacks(db, dir, move.now()).map(({ name, bytes }) => ({
          bytes,
          bring: (tell: Tell) => packToBucket(move, name, tell),
        }))
      : packsInBucket(db).map((pack) => ({
          bytes: pack.bytes,
          bring: (tell: Tell) => packToDisk(move, pack, tell),
        }));
  const ofBytes = todo.reduce((sum, { bytes }) => sum + bytes, 0);
  let [packs, before] = [0, 0];
  let problem: Error | null = null;
  for (const { bytes, bring } of todo) {
    if (!goOn()) break;
    check();
    try {
      await bring((share) => {
        check();
        report({ packs, ofPacks: todo.length, bytes: Math.round(before + share * bytes), ofBytes });
      });
      packs++;
    } catch (error) {
      if (!(error instanceof Expected || isDamage(error))) throw error;
      problem ??= error;
    }
    before += bytes;
    report({ packs, ofPacks: todo.length, bytes: before, ofBytes });
  }
  await removeDropped(move);
  if (problem) throw problem;
  return packs;
}

/** One object is not as it was; the others may well be. */
const isDamage = (error: unknown): error is Error => isBucketError(error) && error.ailment === "damaged";

async function removeDropped({ db, bucket, fence, now }: Move): Promise<void> {
  for (const { name, key } of droppedBefore(db, now() - bucket.settings.keepMs)) {
    await bucket.remove(key);
    writeHeld(db, fence, (tx) => forgotten(tx, name));
  }
}
