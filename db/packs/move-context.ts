import type { RootDb } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import type { Fence } from "#db/job-queue.ts";
import type { Bucket } from "#db/packs/bucket.ts";

/** What moving packs needs, of the job that does it. */
export type Move = {
  db: RootDb;
  dir: DataDir;
  bucket: Bucket;
  fence: Fence;
  now: () => number;
};
