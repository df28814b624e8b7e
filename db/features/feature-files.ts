import { closeSync, fdatasyncSync, openSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { and, eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { type Fence, writeHeld } from "#db/job-queue.ts";
import { type Encoder, encoders, features } from "#db/schema.ts";
import { Expected } from "#lib/expected.ts";

/*
 * Features of a project's pictures by an encoder, one file: row r is the item with ordinal r, `width` float32,
 * little-endian. The table says how many rows count; what lies behind them is the leavings of a crash and is
 * written over. The same encoder makes the same rows, so two jobs may write at a time.
 */

type Of = { projectId: number; encoderId: number };

export const featurePath = (dir: DataDir, { projectId, encoderId }: Of): string =>
  join(dir.features, `${projectId}-${encoderId}.f32`);

const ofRow = ({ projectId, encoderId }: Of) =>
  and(eq(features.projectId, projectId), eq(features.encoderId, encoderId));

const rowBytes = ({ width }: Pick<Encoder, "width">): number => width * 4;

/** How many of a project's first items have their features; none of a file that was lost. */
export function embeddedTo(
  db: Db,
  dir: DataDir,
  projectId: number,
  encoder: Pick<Encoder, "id" | "width">,
): number {
  const of = { projectId, encoderId: encoder.id };
  const marked = markOf(db, of);
  if (marked === 0) return 0;
  const bytes = statSync(featurePath(dir, of), { throwIfNoEntry: false })?.size ?? 0;
  return Math.min(marked, Math.floor(bytes / rowBytes(encoder)));
}

/** What the table says, without a look at the file. */
export const markOf = (db: Db, of: Of): number =>
  db.select({ to: features.embeddedTo }).from(features).where(ofRow(of)).get()?.to ?? 0;

/**
 * Write features of consecutive items, and count them once they are on the disk for good.
 * @param from ordinal of the first one
 * @param values n × width
 * @throws JobLost; Expected when the encoder was removed
 */
export function storeFeatures(
  db: Db,
  dir: DataDir,
  fence: Fence | null,
  projectId: number,
  encoder: Pick<Encoder, "id" | "width">,
  from: number,
  values: Float32Array,
): void {
  const of = { projectId, encoderId: encoder.id };
  const fd = openOrCreate(featurePath(dir, of));
  try {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const start = from * rowBytes(encoder);
    for (let done = 0; done < bytes.length;)
      done += writeSync(fd, bytes, done, bytes.length - done, start + done);
    fdatasyncSync(fd);
  } finally {
    closeSync(fd);
  }
  const to = from + values.length / encoder.width;
  const stored = writeHeld(db, fence, (tx) => {
    const row = tx.select().from(encoders).where(eq(encoders.id, encoder.id)).get();
    if (row?.removedAt !== null) return false;
    tx.insert(features)
      .values({ ...of, embeddedTo: to })
      .onConflictDoUpdate({
        target: [features.projectId, features.encoderId],
        // a file that was lost is begun again; else another job may be further
        set: { embeddedTo: from === 0 ? to : sql`max(${features.embeddedTo}, ${to})` },
      })
      .run();
    return true;
  });
  if (stored) return;
  rmSync(featurePath(dir, of), { force: true });
  throw new Expected("The encoder was removed.");
}

/** Where the features of a project's first items lie; they stay as they are while others are added behind them. */
export const featureRows = (
  dir: DataDir,
  projectId: number,
  encoder: Pick<Encoder, "id" | "width">,
  rows: number,
): { of: string; bytes: number } => ({
  of: featurePath(dir, { projectId, encoderId: encoder.id }),
  bytes: rows * rowBytes(encoder),
});

/**
 * Features of the items with ordinals in [from, to).
 * @returns (to − from) × width
 * @throws Error when they are not all there
 */
export function readFeatures(
  dir: DataDir,
  projectId: number,
  encoder: Pick<Encoder, "id" | "width">,
  from: number,
  to: number,
): Float32Array {
  const values = new Float32Array((to - from) * encoder.width);
  const bytes = new Uint8Array(values.buffer);
  if (bytes.length === 0) return values;
  const fd = openSync(featurePath(dir, { projectId, encoderId: encoder.id }), "r");
  try {
    const start = from * rowBytes(encoder);
    for (let done = 0; done < bytes.length;) {
      const read = readSync(fd, bytes, done, Math.min(bytes.length - done, 2 ** 30), start + done);
      if (read === 0) throw new Error(`the features of project ${projectId} end before item ${to}`);
      done += read;
    }
  } finally {
    closeSync(fd);
  }
  return values;
}

/** For writing in the middle: "r+" keeps what is there and "w" makes a file that is not. */
function openOrCreate(path: string): number {
  try {
    return openSync(path, "r+");
  } catch {
    return openSync(path, "wx+", 0o600);
  }
}
