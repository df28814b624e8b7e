import { and, asc, count, eq, isNotNull, isNull, ne, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { findUser } from "#db/people/users.ts";
import { type Rater, raters, runs } from "#db/schema.ts";

/** Everybody who answers on their own; a crowd counts as one. A machine from elsewhere counts once all of it is there. */
export const listRaters = (db: Db, projectId: number): Rater[] =>
  db
    .select({ rater: raters })
    .from(raters)
    .leftJoin(runs, eq(runs.id, raters.runId))
    .where(
      and(
        eq(raters.projectId, projectId),
        isNull(raters.crowdId),
        ne(raters.source, "review"),
        or(isNull(raters.runId), eq(runs.state, "finished")),
      ),
    )
    .orderBy(asc(raters.id))
    .all()
    .map(({ rater }) => rater);

/** How many workers each crowd of a project has, by the crowd's rater. */
export const crowdSizes = (db: Db, projectId: number): Map<number, number> =>
  new Map(
    db
      .select({ crowd: raters.crowdId, workers: count() })
      .from(raters)
      .where(and(eq(raters.projectId, projectId), isNotNull(raters.crowdId)))
      .groupBy(raters.crowdId)
      .all()
      .flatMap(({ crowd, workers }) => (crowd === null ? [] : [[crowd, workers] as const])),
  );

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

/** Imported label columns, crowds among them, but not a crowd's single workers. */
export const labelColumns = (db: Db, projectId: number): Rater[] =>
  db
    .select()
    .from(raters)
    .where(and(eq(raters.projectId, projectId), eq(raters.source, "column"), isNull(raters.crowdId)))
    .orderBy(asc(raters.id))
    .all();
