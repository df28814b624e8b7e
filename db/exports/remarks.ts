import { eq, sql } from "drizzle-orm";
import type { ExportedFlag } from "#lib/formats/exports/dataset.ts";
import type { Db } from "#db/client.ts";
import type { RaterOf } from "#db/exports/raters.ts";
import { flags, type Project, tags } from "#db/schema.ts";

/** What people wrote on an item. */
export type Remarks = { tags: string[]; flags: ExportedFlag[] };

type TagRow = { itemId: number; name: string };
type FlagRow = {
  itemId: number;
  userId: number;
  comment: string;
  createdAt: number;
  resolvedAt: number | null;
};

/**
 * Tags and flags of items, a page at a time; most projects have none, and are asked for none.
 * @returns of the items after one place up to another, what was written on each by its id
 */
export function remarksOf(
  db: Db,
  { id }: Pick<Project, "id">,
  raterOf: RaterOf,
): (after: number, last: number) => (itemId: number) => Remarks {
  const has = (table: typeof tags | typeof flags) =>
    db.select({ id: table.id }).from(table).where(eq(table.projectId, id)).limit(1).get() !== undefined;
  const [tagged, flagged] = [has(tags), has(flags)];
  return (after, last) => {
    const found = new Map<number, Remarks>();
    const of = (itemId: number): Remarks => {
      const known = found.get(itemId);
      if (known) return known;
      const none: Remarks = { tags: [], flags: [] };
      found.set(itemId, none);
      return none;
    };
    const page = sql`from items cross join`;
    const where = sql`where items.projectId = ${id} and items.ordinal > ${after} and items.ordinal <= ${last}`;
    if (tagged)
      for (const { itemId, name } of db.all<TagRow>(
        sql`select items.id as itemId, tags.name ${page} item_tags on item_tags.itemId = items.id
            cross join tags on tags.id = item_tags.tagId ${where} order by items.ordinal, tags.name`,
      ))
        of(itemId).tags.push(name);
    if (flagged)
      for (const row of db.all<FlagRow>(
        sql`select items.id as itemId, flags.userId, flags.comment, flags.createdAt, flags.resolvedAt
            ${page} flags on flags.itemId = items.id ${where} and flags.withdrawnAt is null
            order by items.ordinal, flags.id`,
      ))
        of(row.itemId).flags.push({
          by: raterOf.person(row.userId),
          comment: row.comment,
          at: row.createdAt,
          resolved: row.resolvedAt !== null,
        });
    return of;
  };
}
