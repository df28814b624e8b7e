import { statfs } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { bucketSettings } from "#db/packs/bucket-settings.ts";
import { completePacks, placement } from "#db/packs/placement.ts";

/** With less than this free an import waits for packs that are to go to the bucket, bytes: one that is written, and more. */
const reserve = 2 * 1024 ** 3;
const lookMs = 1000;

/**
 * Wait while the disk is nearly full of packs that a worker is about to move, so that an import may be larger than
 * the disk.
 * @param check asked now and then; what it throws ends the waiting
 */
export async function roomForPacks(db: Db, dir: DataDir, check: () => void): Promise<void> {
  if (bucketSettings() === null) return;
  for (;;) {
    const { bavail, bsize } = await statfs(dir.packs);
    if (bavail * bsize >= reserve || placement(db) !== "s3") return;
    if (completePacks(db, dir, Date.now()).length === 0) return;
    check();
    await sleep(lookMs);
  }
}
