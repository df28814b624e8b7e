import { and, asc, eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { findUser } from "#db/people/users.ts";
import { type Rater, raters } from "#db/schema.ts";

export const listRaters = (db: Db, projectId: number): Rater[] =>
  db.select().from(raters).where(eq(raters.projectId, projectId)).orderBy(asc(raters.id)).all();

export const personRater = (db: Db, projectId: number, userId: number): Rater | undefined =>
  db
    .select()
    .from(raters)
    .where(and(eq(raters.projectId, projectId), eq(raters.userId, userId)))
    .get();

/** The person as a rater of the project, made at the first answer. */
export function ensurePersonRater(tx: Db, projectId: number, userId: number): Rater {
  const existing = personRater(tx, projectId, userId);
  if (existing) return existing;
  const user = findUser(tx, userId);
  if (!user) throw new Error(`user ${userId} does not exist`);
  return tx
    .insert(raters)
    .values({ projectId, kind: "human", source: "person", name: user.name, userId })
    .returning()
    .get();
}

export const labelColumns = (db: Db, projectId: number): Rater[] =>
  db
    .select()
    .from(raters)
    .where(and(eq(raters.projectId, projectId), eq(raters.source, "column")))
    .orderBy(asc(raters.id))
    .all();
