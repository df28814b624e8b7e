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
 * What is the matter with the bucket, as far as pictures are in it. The answer is the last that is known: where that
 * is old, the newest object is looked for meanwhile, for the next who asks.
 * @returns null while all is well
 */
export function bucketAilment(): BucketAilment | null {
  const newest = packsInBucket(db()).at(-1);
  if (!newest) return null;
  const bucket = pictureBucket();
  if (!bucket) return "unset";
  const [last, damagedAt, now] = [bucket.last(), bucket.damagedAt(), performance.now()];
  if (last === null || now - last.at > freshMs)
    bucket.size(newest.key).then(
      (bytes) => bytes !== newest.bytes && bucket.noteDamage(),
      (error: unknown) => {
        if (!isBucketError(error)) log.error({ err: error }, "looking at the bucket");
      },
    );
  if (last?.ailment === "away" || last?.ailment === "denied") return last.ailment;
  return damagedAt !== null && now - damagedAt < damageMs ? "damaged" : null;
}
