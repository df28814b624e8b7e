import { and, asc, eq, inArray, isNull, notExists } from "drizzle-orm";
import type { RootDb } from "#db/client.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { imports, projects } from "#db/schema.ts";

/**
 * Open the projects that an older version made, whose items waited for a first machine. Today's are opened by the
 * end of their import, and one that is under way is left to its own end.
 * @returns how many there were
 */
export async function openNeverRouted(db: RootDb, now: () => number): Promise<number> {
  const importing = db
    .select({ id: imports.id })
    .from(imports)
    .where(and(eq(imports.projectId, projects.id), inArray(imports.state, ["queued", "running"])));
  const never = db
    .select({ id: projects.id })
    .from(projects)
    .where(and(eq(projects.routesGeneration, 0), isNull(projects.activeRunId), notExists(importing)))
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
  return never.length;
}
