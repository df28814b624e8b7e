import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { type Db, write } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { enqueue } from "#db/job-queue.ts";
import { droppedBefore, numberOf, packsInBucket, wasInBucket } from "#db/packs/bucket-packs.ts";
import type { BucketSettings } from "#db/packs/bucket-settings.ts";
import { packBytes } from "#db/packs/writer.ts";
import { images, type Job, jobs } from "#db/schema.ts";

/**
 * Where packs are to be. Where a bucket is set they go there once nobody adds to them, unless somebody asked for the
 * disk since: what was asked last is what the newest job was told.
 */

export const placements = ["s3", "disk"] as const;
export type Placement = (typeof placements)[number];

/** The kind of job that moves packs, and what it is told. */
export const movePacksKind = "packs";
export const movePacksPayload = z.object({ to: z.enum(placements) });

/** A pack that nobody has added to for so long is taken to be complete, ms; should somebody after all, see PackMoved. */
const restMs = 60_000;
/** After a failure it is tried again this much later, ms. */
const againMs = 5 * 60_000;

/** The last that was asked for; undefined before the first. */
export const newestMove = (db: Db): Job | undefined =>
  db.select().from(jobs).where(eq(jobs.kind, movePacksKind)).orderBy(desc(jobs.id)).limit(1).get();

/** Where packs are to be, given that a bucket is set. */
export const placement = (db: Db): Placement =>
  movePacksPayload.safeParse(newestMove(db)?.payload).data?.to ?? "s3";

/** @param by who wants it; null: nobody in particular */
export const askToMove = (tx: Db, to: Placement, by: number | null, now: number): Job =>
  enqueue(
    tx,
    { kind: movePacksKind, payload: movePacksPayload.parse({ to }), projectId: null, createdBy: by },
    now,
  );

/** Ask for what is due: packs that are not where they are to be, objects whose time is over. @returns whether it did */
export function askForDueMoves(
  db: Db,
  dir: DataDir,
  { keepMs }: Pick<BucketSettings, "keepMs">,
  now: number,
): boolean {
  const last = newestMove(db);
  if (last?.state === "queued" || last?.state === "running") return false;
  if (last?.state === "failed" && (last.finishedAt ?? 0) > now - againMs) return false;
  const to = placement(db);
  const due =
    (to === "s3" ? completePacks(db, dir, now).length > 0 : packsInBucket(db).length > 0) ||
    droppedBefore(db, now - keepMs).length > 0;
  if (due) write(db, (tx) => askToMove(tx, to, null, now));
  return due;
}

export type LocalPack = { name: string; bytes: number };

/** Packs in the data folder. */
export const localPacks = (dir: DataDir): LocalPack[] =>
  found(dir).map(({ name, size }) => ({ name, bytes: size }));

/** Those in the data folder that nobody adds to any more, and that hold a picture. */
export function completePacks(db: Db, dir: DataDir, now: number): LocalPack[] {
  const holds = (pack: string): boolean =>
    db.select({ hash: images.hash }).from(images).where(eq(images.pack, pack)).limit(1).get() !== undefined;
  return found(dir)
    .filter(
      ({ name, size, mtimeMs }) =>
        wasInBucket(db, name, size) || ((size >= packBytes || mtimeMs < now - restMs) && holds(name)),
    )
    .map(({ name, size }) => ({ name, bytes: size }));
}

function found(dir: DataDir): { name: string; size: number; mtimeMs: number }[] {
  return readdirSync(dir.packs)
    .filter((name) => numberOf(name) > 0)
    .sort()
    .flatMap((name) => {
      const stat = statSync(join(dir.packs, name), { throwIfNoEntry: false });
      return stat ? [{ name, size: stat.size, mtimeMs: stat.mtimeMs }] : [];
    });
}
