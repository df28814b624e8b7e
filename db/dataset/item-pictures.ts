import { and, eq, inArray } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { items, type Project } from "#db/schema.ts";

/** What a page needs to show an item: its number, which is its picture's address, and what it is called. */
export type PictureOf = { id: number; name: string };

/** SQLite takes this many values in one statement, with room to spare. */
const batch = 500;

/** Pictures of a project's items, by item id. Ids of other projects are left out. */
export function itemPictures(db: Db, project: Project, ids: readonly number[]): Map<number, PictureOf> {
  const pictures = new Map<number, PictureOf>();
  for (let from = 0; from < ids.length; from += batch) {
    const rows = db
      .select({ id: items.id, name: items.name })
      .from(items)
      .where(and(eq(items.projectId, project.id), inArray(items.id, ids.slice(from, from + batch))))
      .all();
    for (const { id, name } of rows) pictures.set(id, { id, name });
  }
  return pictures;
}
