import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { policies, policyOf } from "#lib/teaming/policies/index.ts";
import { asOperator } from "#db/access.ts";
import type { Db } from "#db/client.ts";
import { pendingJobs } from "#db/job-queue.ts";
import { changeTeam } from "#db/machines/change-team.ts";
import { fitSummary } from "#db/teaming/fits.ts";
import type { Project } from "#db/schema.ts";
import { defineCommand, stop } from "./command.ts";
import { projectCalled, withDatabase } from "./project-database.ts";
import { warnWithoutWorker } from "./training-flags.ts";

export const command = defineCommand({
  about: `Shows which policy makes a project's team out of machine and people, or changes it. A policy with
parameters is fitted by the worker of npm start or npm run worker first, and takes over when that is done.

${policies.map(({ id, assumption }) => `${id.padEnd(14)} ${assumption}`).join("\n")}`,
  flags: z.object({
    project: z.string().describe("the project's short name").meta({ value: "NAME" }),
    policy: z.string().optional().describe("policy from now on").meta({ value: "ID" }),
    run: z.coerce.number().int().optional().describe("run from now on, by its number").meta({ value: "N" }),
  }),
  run: ({ project: slug, policy, run }) =>
    withDatabase(async (db) => {
      const project = projectCalled(db, slug);
      if (policy === undefined && run === undefined) return console.log(inForce(db, project));
      const runId = run ?? project.activeRunId;
      if (runId === null) return stop("No run routes the project yet: train one first.");
      const choice = { runId, policy: policy ?? project.policy };
      const changed = await changeTeam(db, asOperator(project), choice, Date.now());
      if (!changed.ok) return stop(changed.message);
      if (changed.value.inForce === "later") {
        await warnWithoutWorker(db);
        const fits = () =>
          pendingJobs(db).some(({ kind, projectId }) => kind === "fit" && projectId === project.id);
        while (fits()) await sleep(200);
      }
      console.log(inForce(db, projectCalled(db, slug)));
    }),
});

function inForce(db: Db, { policy: id, activeFitId, activeRunId, eta, overlap }: Project): string {
  const { name, asks } = policyOf(id);
  const fit = activeFitId === null ? null : fitSummary(db, activeFitId);
  const learnt = fit ? `, fit ${fit.id} of ${fit.answers} answers and ${fit.gold} items with gold` : "";
  const asked =
    asks === "in turn" ? `asks up to ${overlap} people in turn` : `asks ${overlap} people at once`;
  const run = activeRunId === null ? "no run routes yet" : `run ${activeRunId}`;
  return `${name} (${id}), ${run}${learnt}; ${asked} while the score is at most ${eta}`;
}
