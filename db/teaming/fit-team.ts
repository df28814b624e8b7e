import { crossFit, foldsFor } from "#lib/teaming/folds.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import { weakPointsOf } from "#lib/teaming/weak-points.ts";
import type { RootDb } from "#db/client.ts";
import { teamDataOf } from "#db/teaming/team-data.ts";
import type { Fit, Project } from "#db/schema.ts";

const seed = 1;

/**
 * Fit a policy to a project as it stands, part by part. It only reads.
 * @param clock ms, monotonic
 * @returns the row to be stored
 */
export function fitTeam(
  db: RootDb,
  project: Pick<Project, "id" | "classes">,
  wanted: Pick<Fit, "policy" | "runId" | "createdBy">,
  now: number,
  clock: () => number,
): Omit<Fit, "id"> {
  const began = clock();
  const policy = policyOf(wanted.policy);
  const all = teamDataOf(db, project, wanted.runId);
  const { items, cursor, answers, imported } = all;
  const [data, gold] = policy.blindToGold
    ? [{ ...all.data, gold: all.data.gold.map(() => -1) }, 0]
    : [all.data, all.gold];
  const params = crossFit(policy, data, items, foldsFor(data.n), seed);
  return {
    ...wanted,
    ...{ projectId: project.id, params, cursor, answers, imported, gold },
    weak: weakPointsOf(data),
    seconds: (clock() - began) / 1000,
    createdAt: now,
  };
}
