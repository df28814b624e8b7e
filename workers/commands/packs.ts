import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { amountOf, fileSize, numbered } from "#lib/numbers.ts";
import { write } from "#db/client.ts";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { findJob } from "#db/job-queue.ts";
import { bucketSettings } from "#db/packs/bucket-settings.ts";
import { packsInBucket } from "#db/packs/bucket-packs.ts";
import { askToMove, localPacks, placement, type Placement, placements } from "#db/packs/placement.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { defineCommand, stop } from "./command.ts";
import { withDatabase } from "./project-database.ts";
import { warnWithoutWorker } from "./training-flags.ts";

export const command = defineCommand({
  about: `Says where the packs are that hold the pictures, or moves them: into the bucket that the environment names
(TANDEM_S3_BUCKET, see docs/operations.md), or back to the disk. The worker does it, while people label, and goes on
where it was should it be stopped. Nothing is removed on one side before it was read back on the other. New pictures
follow to the place that was asked for last.

  npm run packs
  npm run packs -- --to s3`,
  flags: z.object({
    to: z.enum(placements).optional().describe("where they are to be from now on"),
    detach: z.boolean().default(false).describe("only ask for it"),
  }),
  run: ({ to, detach }) =>
    withDatabase(async (db, dir) => {
      if (to === undefined) return tell(db, dir);
      if (bucketSettings() === null)
        return stop("Set TANDEM_S3_BUCKET first, here and where Tandem runs (docs/operations.md).");
      const id = ask(db, to);
      await warnWithoutWorker(db);
      if (!detach) await follow(db, dir, id);
    }),
});

function tell(db: Db, dir: DataDir): void {
  const settings = bucketSettings();
  console.log(`on the disk    ${amountOf(localPacks(dir), "pack")}`);
  console.log(`in the bucket  ${amountOf(packsInBucket(db), "pack")}`);
  if (settings) console.log(`new ones go    ${placement(db) === "s3" ? settings.bucket : "to the disk"}`);
}

function ask(db: Db, to: Placement): number {
  return write(db, (tx) => {
    const now = Date.now();
    recordAuditEntry(tx, { userId: null, action: "installation.packs", detail: { to } }, now);
    return askToMove(tx, to, null, now).id;
  });
}

const note = z.object({ packs: z.int(), ofPacks: z.int(), bytes: z.number(), ofBytes: z.number() });

async function follow(db: Db, dir: DataDir, id: number): Promise<void> {
  let said = "";
  for (;;) {
    const job = findJob(db, id);
    const line = job?.error ?? packsLine(job?.note);
    if (line !== null && line !== said) console.log(line);
    said = line ?? said;
    if (job?.state === "queued" || job?.state === "running") {
      await sleep(500);
      continue;
    }
    if (job?.state !== "finished") return stop(`It ${job?.state ?? "is gone"}. ${job?.error ?? ""}`);
    return tell(db, dir);
  }
}

function packsLine(given: unknown): string | null {
  const { data } = note.safeParse(given);
  return data
    ? `${data.packs} of ${numbered(data.ofPacks, "pack")}, ${fileSize(data.bytes)} of ${fileSize(data.ofBytes)}`
    : null;
}
