import { and, eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { personRater } from "#db/labelling/raters.ts";
import { items, type Project } from "#db/schema.ts";

/** May this person see the image? Annotators see what is or was served to them in the project. */
export function wasServed(db: Db, project: Project, userId: number, hash: string): boolean {
  const raterId = personRater(db, project.id, userId)?.id ?? null;
  const row = db.get<{ found: number } | undefined>(sql`
    select 1 as found from items
    where items.projectId = ${project.id} and items.hash = ${hash} and (
      exists (select 1 from leases where leases.itemId = items.id and leases.userId = ${userId})
      or exists (select 1 from judgments where judgments.itemId = items.id and judgments.raterId = ${raterId}))
    limit 1`);
  return row !== undefined;
}

/** Is the image one of the project's? Researchers and admins see all of them. */
export const inProject = (db: Db, project: Project, hash: string): boolean =>
  db
    .select({ id: items.id })
    .from(items)
    .where(and(eq(items.projectId, project.id), eq(items.hash, hash)))
    .limit(1)
    .get() !== undefined;
