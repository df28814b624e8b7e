import { findProjectById } from "#db/dataset/projects.ts";
import { fitTeam } from "#db/teaming/fit-team.ts";
import { storeFit } from "#db/teaming/fits.ts";
import { routeBy, type World } from "./world.ts";

/** Put a fitted policy in force, as the job does. */
export function believe(world: World, policy = "p-plus-l"): number {
  const { db } = world.database;
  const { id, activeRunId } = world.project();
  const project = findProjectById(db, id);
  if (!project || activeRunId === null) throw new Error("no run");
  const fit = storeFit(
    db,
    fitTeam(db, project, { policy, runId: activeRunId, createdBy: null }, 5, () => 0),
  );
  routeBy(db, id, { policy, activeFitId: fit });
  return fit;
}
