import { crossFitted } from "#lib/teaming/folds.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import { humanOnly } from "#lib/teaming/policies/human-only.ts";
import type { Team } from "#lib/teaming/policies/policy.ts";
import type { Db } from "#db/client.ts";
import type { Project } from "#db/schema.ts";
import { findFit } from "#db/teaming/fits.ts";
import { type MachineReader, machineReader } from "#db/teaming/machine-reader.ts";

/** Policy, parameters and machine of a project at work: beliefs of single items. */
export type LiveTeam = { teamOf: (itemId: number) => Team; machine: MachineReader };

type Routed = Pick<Project, "policy" | "activeFitId" | "activeRunId" | "classes">;

/** @param keepBytes of the machine's output that stay in memory; enough for all of it where everything is looked at */
export function liveTeam(
  db: Db,
  { policy: id, activeFitId, activeRunId, classes }: Routed,
  keepBytes?: number,
): LiveTeam {
  // Before there is a machine there is nothing to fit: people's votes are the team's.
  const policy = activeRunId === null && policyOf(id).fit ? humanOnly : policyOf(id);
  const fit = activeFitId === null ? undefined : findFit(db, activeFitId);
  if (policy.fit && (fit?.policy !== id || fit.runId !== activeRunId))
    throw new Error(`policy ${id} and run ${activeRunId} do not go with fit ${activeFitId}`);
  const nothing: MachineReader = () => null;
  return {
    teamOf: crossFitted(policy, fit?.params ?? [], classes.length),
    machine: activeRunId === null ? nothing : machineReader(db, activeRunId, classes.length, keepBytes),
  };
}
