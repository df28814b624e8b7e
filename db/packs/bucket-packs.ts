import { and, eq, isNull, lt, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { lookup } from "#db/lookup.ts";
import { type BucketPack, bucketPacks } from "#db/schema.ts";

/** Which packs are in the bucket, and which were. */

const found = lookup<{ name: string }, BucketPack>((db) =>
  db
    .select()
    .from(bucketPacks)
    .where(and(eq(bucketPacks.name, sql.placeholder("name")), isNull(bucketPacks.droppedAt))),
);

/** @returns undefined for a pack that is, or should be, a file of the data folder */
export const bucketPack = (db: Db, name: string): BucketPack | undefined => found(db, { name });

/** Those that are in the bucket and needed, by name. */
export const packsInBucket = (db: Db): BucketPack[] =>
  db.select().from(bucketPacks).where(isNull(bucketPacks.droppedAt)).orderBy(bucketPacks.name).all();

/** Those whose objects nobody has needed since before an instant. */
export const droppedBefore = (db: Db, instant: number): BucketPack[] =>
  db.select().from(bucketPacks).where(lt(bucketPacks.droppedAt, instant)).orderBy(bucketPacks.name).all();

/** From now on the pack is in the bucket. */
export function moved(tx: Db, pack: Omit<BucketPack, "droppedAt">): void {
  const row = { ...pack, droppedAt: null };
  tx.insert(bucketPacks).values(row).onConflictDoUpdate({ target: bucketPacks.name, set: row }).run();
}

/** From now on nothing here needs the pack's object; a backup may. */
export function dropped(tx: Db, name: string, now: number): void {
  tx.update(bucketPacks)
    .set({ droppedAt: now })
    .where(and(eq(bucketPacks.name, name), isNull(bucketPacks.droppedAt)))
    .run();
}

/** The object is gone. */
export function forgotten(tx: Db, name: string): void {
  tx.delete(bucketPacks).where(eq(bucketPacks.name, name)).run();
}

/** Was the pack, as long as it is, in the bucket before it came back? Nobody adds to it then. */
export const wasInBucket = (db: Db, name: string, bytes: number): boolean =>
  db
    .select({ name: bucketPacks.name })
    .from(bucketPacks)
    .where(and(eq(bucketPacks.name, name), eq(bucketPacks.bytes, bytes)))
    .get() !== undefined;

/** Was the pack moved, to wherever, when it was shorter than this, bytes? */
export const isMoved = (tx: Db, name: string, end: number): boolean =>
  tx
    .select({ name: bucketPacks.name })
    .from(bucketPacks)
    .where(and(eq(bucketPacks.name, name), lt(bucketPacks.bytes, end)))
    .get() !== undefined;

/** Number of a pack by its name; 0 for what is no pack. */
export const numberOf = (name: string): number => Number(/^(\d+)\.pack$/.exec(name)?.[1] ?? 0);

/** The highest number that a pack in the bucket has or had. */
export const lastNumber = (db: Db): number =>
  db
    .select({ last: sql<number | null>`max(cast(${bucketPacks.name} as integer))` })
    .from(bucketPacks)
    .get()?.last ?? 0;
