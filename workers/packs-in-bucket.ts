import Database from "better-sqlite3";
import { Expected } from "#lib/expected.ts";
import type { Bucket } from "#db/packs/bucket.ts";
import type { BucketPack } from "#db/schema.ts";

/** Packs of a database that is not this process's own, such as a backup's, and perhaps of an older version. */

export const knowsBuckets = (database: Database.Database): boolean =>
  database.prepare("select 1 from sqlite_schema where name = 'bucket_packs'").get() !== undefined;

/** Those that are in the bucket. */
export const bucketPacksIn = (database: Database.Database): BucketPack[] =>
  knowsBuckets(database)
    ? database
        .prepare<[], BucketPack>("select * from bucket_packs where droppedAt is null order by name")
        .all()
    : [];

/**
 * Make sure that the packs which a database says are in the bucket are there, as long as they were.
 * @param path of the database
 * @returns those packs
 * @throws Expected naming the first that is not, or when no bucket is set; BucketError
 */
export async function lookForPacks(path: string, bucket: Bucket | null): Promise<BucketPack[]> {
  const database = new Database(path, { readonly: true });
  const packs = bucketPacksIn(database);
  database.close();
  if (packs.length > 0 && !bucket)
    throw new Expected(
      "Its pictures are in a bucket: set TANDEM_S3_BUCKET and the rest (docs/operations.md).",
    );
  for (const { name, key, bytes } of packs) {
    const found = (await bucket?.size(key)) ?? null;
    if (found === null) throw new Expected(`${name} is not in the bucket any more: there is no ${key}.`);
    if (found !== bytes) throw new Expected(`${key} in the bucket has ${found} of ${bytes} bytes.`);
  }
  return packs;
}
