import { and, asc, eq, gt, isNull, ne, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { raters, runs, users } from "#db/schema.ts";

/** Who can be named in a filter. */
export type Named = { id: string; name: string; kind: "person" | "column" | "run" };

/**
 * A project's people, columns and machines by the ids that addresses use; single workers of crowds are left out.
 * @param most so many at most; null: all
 * @param after `raterId` of the last one seen
 */
export const namedRaters = (
  db: Db,
  projectId: number,
  most: number | null = null,
  after = 0,
): (Named & { raterId: number })[] =>
  db
    .select({
      id: raters.id,
      source: raters.source,
      name: raters.name,
      displayName: users.displayName,
      runId: raters.runId,
      runName: runs.name,
    })
    .from(raters)
    .leftJoin(users, eq(users.id, raters.userId))
    .leftJoin(runs, eq(runs.id, raters.runId))
    .where(
      and(
        eq(raters.projectId, projectId),
        gt(raters.id, after),
        ne(raters.source, "review"),
        isNull(raters.crowdId),
        or(isNull(raters.runId), and(eq(runs.state, "finished"), isNull(runs.deletedAt))),
      ),
    )
    .orderBy(asc(raters.id))
    .limit(most ?? -1)
    .all()
    .flatMap(({ id, source, name, displayName, runId, runName }) => {
      if (source === "review") return []; // not looked up; the type does not know
      const named = { name: runName ?? displayName ?? name, kind: source, raterId: id };
      return [{ id: source === "run" ? `run-${runId ?? 0}` : `${source}-${id}`, ...named }];
    });
