import type { RootDb } from "#db/client.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { storeFit } from "#db/teaming/fits.ts";
import { fitTeam } from "#db/teaming/fit-team.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";

/** Put a policy in force as the job does, unless it is already, and say how long fitting and routing took. */
export async function setPolicy(
  db: RootDb,
  projectId: number,
  policy: string,
  say: (line: string) => void = console.log,
): Promise<void> {
  const project = findProjectById(db, projectId);
  if (!project || project.activeRunId === null) throw new Error("nothing routes the project");
  if (project.policy === policy) return;
  const clock = () => performance.now();
  const wanted = { policy, runId: project.activeRunId, createdBy: null };
  const fit = policyOf(policy).fit ? fitTeam(db, project, wanted, Date.now(), clock) : null;
  const began = clock();
  const activeFitId = fit && storeFit(db, fit);
  await reroute(
    db,
    projectId,
    Date.now(),
    () => ({ policy, activeFitId }),
    () => undefined,
  );
  const routed = ((clock() - began) / 1000).toFixed(1);
  say(`${policy}: fitted in ${fit?.seconds.toFixed(2) ?? 0} s, routed in ${routed} s`);
}
