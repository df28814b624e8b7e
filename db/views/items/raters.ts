import { and, asc, eq, isNull, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { raters, runs, users } from "#db/schema.ts";

/** Who can be named in a filter. */
export type Named = { id: string; name: string; kind: "person" | "column" | "run" };

/** A project's people, columns and machines by the ids that addresses use; single workers of crowds are left out. */
export const namedRaters = (db: Db, projectId: number): Named[] =>
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
        isNull(raters.crowdId),
        or(isNull(raters.runId), and(eq(runs.state, "finished"), isNull(runs.deletedAt))),
      ),
    )
    .orderBy(asc(raters.id))
    .all()
    .flatMap(({ id, source, name, displayName, runId, runName }): Named[] => {
      if (source === "review") return [];
      const named = { name: runName ?? displayName ?? name, kind: source };
      return [{ id: source === "run" ? `run-${runId ?? 0}` : `${source}-${id}`, ...named }];
    });
