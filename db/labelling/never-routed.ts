import { and, asc, eq, isNull } from "drizzle-orm";
import type { RootDb } from "#db/client.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { projects } from "#db/schema.ts";

/**
 * Open the projects whose items wait for a first machine, as those of an older version do, of a killed import, and
 * of a long one: what comes after this look is opened by the import's end.
 * @returns the projects
 */
export async function openNeverRouted(db: RootDb, now: () => number): Promise<number[]> {
  const never = db
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.routesGeneration, 0), isNull(projects.activeRunId), isNull(projects.archivedAt)))
    .orderBy(asc(projects.id))
    .all();
  for (const { id } of never)
    await reroute(
      db,
      id,
      now(),
      () => ({}),
      () => undefined,
    );
  return never.map(({ id }) => id);
}
