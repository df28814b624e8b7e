import { and, eq, gte, inArray, lt, sql } from "drizzle-orm";
import { at } from "#lib/array.ts";
import type { Db } from "#db/client.ts";
import { items, labelCounts } from "#db/schema.ts";

/** How often each class was answered, by item: what a crowd said beyond its commonest answer. */

const bytesOf = (counts: Float32Array): Buffer =>
  Buffer.from(counts.buffer, counts.byteOffset, counts.byteLength);

/** The bytes of a blob as numbers of their own, which typed arrays may begin at. */
const numbersOf = (blob: Uint8Array): Float32Array => new Float32Array(Uint8Array.from(blob).buffer);

/** Whether a label column has counts behind its answers. */
export const hasCounts = (db: Db, raterId: number): boolean =>
  db
    .select({ id: labelCounts.itemId })
    .from(labelCounts)
    .where(eq(labelCounts.raterId, raterId))
    .limit(1)
    .get() !== undefined;

/** Counts of these items [classes], by item; those without any are left out. */
export function countsOf(db: Db, raterId: number, itemIds: readonly number[]): Map<number, Float32Array> {
  const rows = db
    .select({ itemId: labelCounts.itemId, counts: labelCounts.counts })
    .from(labelCounts)
    .where(and(eq(labelCounts.raterId, raterId), inArray(labelCounts.itemId, [...itemIds])))
    .all();
  return new Map(rows.map(({ itemId, counts }) => [itemId, numbersOf(counts)]));
}

/** Write an item's counts, in place of those there were. */
export function setCounts(tx: Db, raterId: number, itemId: number, counts: Float32Array): void {
  const blob = bytesOf(counts);
  tx.insert(labelCounts)
    .values({ raterId, itemId, counts: blob })
    .onConflictDoUpdate({ target: [labelCounts.raterId, labelCounts.itemId], set: { counts: blob } })
    .run();
}

const ordinalsAtOnce = 10_000;

/** Every item of a project with counts of this rater, in the items' order; by pages, as db/views/load.ts reads. */
export function* eachCount(
  db: Db,
  projectId: number,
  raterId: number,
): Generator<{ itemId: number; ordinal: number; counts: Float32Array }, void, void> {
  const last =
    db.get<{ most: number | null }>(
      sql`select max(ordinal) as most from items where projectId = ${projectId}`,
    )?.most ?? -1;
  for (let from = 0; from <= last; from += ordinalsAtOnce) {
    const rows = db
      .select({ itemId: items.id, ordinal: items.ordinal, counts: labelCounts.counts })
      .from(items)
      .innerJoin(labelCounts, and(eq(labelCounts.raterId, raterId), eq(labelCounts.itemId, items.id)))
      .where(
        and(
          eq(items.projectId, projectId),
          gte(items.ordinal, from),
          lt(items.ordinal, from + ordinalsAtOnce),
        ),
      )
      .orderBy(items.ordinal)
      .all();
    for (const { itemId, ordinal, counts } of rows) yield { itemId, ordinal, counts: numbersOf(counts) };
  }
}

/** The class with the largest count; of several the first, as everywhere. */
export function commonest(counts: ArrayLike<number>): number {
  let best = 0;
  for (let label = 1; label < counts.length; label++) if (at(counts, label) > at(counts, best)) best = label;
  return best;
}
