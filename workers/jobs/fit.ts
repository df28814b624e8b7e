import { z } from "zod";
import type { Db } from "#db/client.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { findJob, finishJob, writeHeld } from "#db/job-queue.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { fitTeam } from "#db/teaming/fit-team.ts";
import { storeFit } from "#db/teaming/fits.ts";
import { findRun } from "#db/machines/runs.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import { defineJob, JobCancelled, JobFailure } from "#workers/job.ts";

/** Fit a policy to a project and its machine, and let both route its items. */
export const fitJob = defineJob({
  kind: "fit",
  payload: z.object({ projectId: z.int(), runId: z.int(), policy: z.string(), by: z.int().nullable() }),
  async run({ db, fence, now, report, log }, { projectId, runId, policy, by }) {
    const project = findProjectById(db, projectId);
    const run = findRun(db, runId);
    if (!project || run?.projectId !== projectId || run.state !== "finished")
      throw new JobFailure("The run that was to be fitted is not there any more.");
    policyOf(policy);
    const fit = fitTeam(db, project, { policy, runId, createdBy: by }, now(), () => performance.now());
    report(0.5, { answers: fit.answers, gold: fit.gold });
    const activeFitId = writeHeld(db, fence, (tx) => storeFit(tx, fit));
    // looked at in the transaction that begins: another choice may have been made meanwhile
    const routing = (tx: Db) => {
      if (findJob(tx, fence.id)?.cancelRequested !== false) throw new JobCancelled();
      return { activeRunId: runId, policy, activeFitId };
    };
    await reroute(db, projectId, now(), routing, (tx) => finishJob(tx, fence, now()));
    log.info({ project: projectId, policy, fit: activeFitId, seconds: fit.seconds }, "policy fitted");
  },
});
