import { policyOf } from "#lib/teaming/policies/index.ts";
import { type Db, type RootDb, write } from "#db/client.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import type { Routing } from "#db/labelling/rerouting.ts";
import type { Run } from "#db/schema.ts";
import { fitTeam } from "#db/teaming/fit-team.ts";
import { storeFit } from "#db/teaming/fits.ts";

/**
 * A project's first machine routes its items as soon as its output is stored, by the project's policy, which is
 * fitted to it here.
 * @param clock ms, monotonic
 * @returns for reroute(): null where another machine routes the project by then
 */
export function firstTeam(
  db: RootDb,
  run: Pick<Run, "id" | "projectId" | "createdBy" | "activate">,
  now: number,
  clock: () => number,
): (tx: Db) => Partial<Routing> | null {
  const project = findProjectById(db, run.projectId);
  if (!run.activate || project?.activeRunId !== null) return () => null;
  const { policy } = project;
  const wanted = { policy, runId: run.id, createdBy: run.createdBy };
  const fit = policyOf(policy).fit ? fitTeam(db, project, wanted, now, clock) : null;
  const activeFitId = fit && write(db, (tx) => storeFit(tx, fit));
  // Another machine, or another policy, may have been chosen meanwhile.
  return (tx) => {
    const before = findProjectById(tx, run.projectId);
    return before?.activeRunId === null && before.policy === policy
      ? { activeRunId: run.id, activeFitId }
      : null;
  };
}
