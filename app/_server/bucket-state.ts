import { setTimeout as sleep } from "node:timers/promises";
import { db } from "./database.ts";
import { log } from "./log.ts";
import { pictureBucket } from "./pictures.ts";
import { type BucketAilment, isBucketError } from "#db/packs/bucket-error.ts";
import { packsInBucket } from "#db/packs/bucket-packs.ts";

/** What is known for longer than this is asked again, ms. */
const freshMs = 10_000;
/** A picture that was found damaged is talked of for so long, ms. */
const damageMs = 3_600_000;

/**
 * Look for the newest object in the bucket, unless somebody did just now.
 * @param patienceMs for who waits: the looking goes on, for the next who asks
 */
export async function lookAtBucket(patienceMs: number): Promise<void> {
  const newest = packsInBucket(db()).at(-1);
  const bucket = pictureBucket();
  const last = bucket?.last();
  if (!newest || !bucket || (last && performance.now() - last.at <= freshMs)) return;
  const looked = bucket.size(newest.key).then(
    (bytes) => void (bytes !== newest.bytes && bucket.noteDamage()),
    (error: unknown) => {
      if (!isBucketError(error)) log.error({ err: error }, "looking at the bucket");
    },
  );
  await Promise.race([looked, sleep(patienceMs, undefined, { ref: false })]);
}

/**
 * What is the matter with the bucket, as far as pictures are in it. The answer is the last that is known: where that
 * is old, the bucket is looked at meanwhile, for the next who asks.
 * @returns null while all is well
 */
export function bucketAilment(): BucketAilment | null {
  if (packsInBucket(db()).length === 0) return null;
  const bucket = pictureBucket();
  if (!bucket) return "unset";
  void lookAtBucket(0);
  const [last, damagedAt] = [bucket.last(), bucket.damagedAt()];
  if (last?.ailment === "away" || last?.ailment === "denied") return last.ailment;
  return damagedAt !== null && performance.now() - damagedAt < damageMs ? "damaged" : null;
}
