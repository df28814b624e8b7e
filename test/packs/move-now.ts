import { randomUUID } from "node:crypto";
import { type RootDb, write } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { fenceOf } from "#db/job-queue.ts";
import { claimJob } from "#db/jobs/lifecycle.ts";
import type { Bucket } from "#db/packs/bucket.ts";
import { movePacks } from "#db/packs/move.ts";
import { askToMove, type Placement } from "#db/packs/placement.ts";

/** Move packs as the worker's job does, in this process. @returns how many came to their place */
export function moveNow(
  { db, dir }: { db: RootDb; dir: DataDir },
  bucket: Bucket,
  to: Placement,
  now = Date.now,
): Promise<number> {
  write(db, (tx) => askToMove(tx, to, null, now()));
  const job = claimJob(db, randomUUID(), "packs", now());
  if (!job) throw new Error("no job to move packs");
  const hooks = { report: () => undefined, goOn: () => true, check: () => undefined };
  return movePacks({ db, dir, bucket, fence: fenceOf(job), now }, to, hooks);
}
