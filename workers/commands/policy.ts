import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { counted, numbered } from "#lib/numbers.ts";
import { basisWords, verdictWords } from "#lib/teaming/comparison-words.ts";
import { policies, policyOf } from "#lib/teaming/policies/index.ts";
import { asOperator } from "#db/access.ts";
import type { Db, RootDb } from "#db/client.ts";
import { pendingJobs } from "#db/job-queue.ts";
import { changeTeam } from "#db/machines/change-team.ts";
import { compareMachines } from "#db/machines/compare.ts";
import { findRun } from "#db/machines/runs.ts";
import { fitSummary } from "#db/teaming/fits.ts";
import type { Project } from "#db/schema.ts";
import { queueChange } from "#db/views/queue-change.ts";
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
    preview: z
      .boolean()
      .default(false)
      .describe("with --run: only show how good it is, and what would change in the queue"),
    run: z.coerce.number().int().optional().describe("run from now on, by its number").meta({ value: "N" }),
  }),
  run: ({ project: slug, policy, run, preview }) =>
    withDatabase(async (db) => {
      const project = projectCalled(db, slug);
      if (preview) return console.log(previewOf(db, project, run ?? stop("--preview wants a --run.")));
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

function previewOf(db: RootDb, project: Project, runId: number): string {
  const run = findRun(db, runId);
  if (run?.projectId !== project.id || run.state !== "finished")
    return stop("This project has no such finished run.");
  const { activeRunId } = project;
  const { now, then, newlyAsked, noLongerAsked, answersThere } = queueChange(db, project, runId);
  const waiting = now.deferred + now.audit;
  const queue = `${numbered(waiting, "item")} ${waiting === 1 ? "waits" : "wait"} for an answer now, ${counted(then.deferred + then.audit)} would: ${counted(newlyAsked)} newly, and ${counted(noLongerAsked)} no longer, whose ${numbered(answersThere, "answer")} would stay and count.`;
  if (activeRunId === null || activeRunId === runId) return queue;
  const comparison = compareMachines(db, project, runId, activeRunId);
  return [verdictWords(comparison), basisWords(comparison), queue].join("\n");
}

function inForce(db: Db, { policy: id, activeFitId, activeRunId, eta, overlap }: Project): string {
  const { name, asks } = policyOf(id);
  const fit = activeFitId === null ? null : fitSummary(db, activeFitId);
  const learnt = fit
    ? `, fit ${fit.id} of ${numbered(fit.answers, "answer")} and ${numbered(fit.gold, "item")} with gold`
    : "";
  const asked =
    asks === "in turn" ? `asks up to ${overlap} people in turn` : `asks ${overlap} people at once`;
  const run = activeRunId === null ? "no run routes yet" : `run ${activeRunId}`;
  return `${name} (${id}), ${run}${learnt}; ${asked} while the score is at most ${eta}`;
}
