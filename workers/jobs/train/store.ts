import type { FoldedResult } from "#lib/train/cross-fit.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import { type Db, type RootDb, write } from "#db/client.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { finishJob } from "#db/job-queue.ts";
import { reroute, type Routing } from "#db/labelling/rerouting.ts";
import { runCheckpoints } from "#db/machines/checkpoints.ts";
import { fitTeam } from "#db/teaming/fit-team.ts";
import { storeFit } from "#db/teaming/fits.ts";
import { storeOutput } from "#db/machines/run-outputs.ts";
import { findRun, finishRun } from "#db/machines/runs.ts";
import type { Run } from "#db/schema.ts";
import type { JobContext } from "#workers/job.ts";

/**
 * Third step: keep the weights, store the predictions bit by bit, make the routes where this run is the
 * first to route, then let figures, run and job be finished in one transaction.
 */
export async function store(
  { db, dir, fence }: Pick<JobContext, "db" | "dir" | "fence">,
  runId: number,
  { itemIds, classes }: { itemIds: Int32Array; classes: number },
  outcome: FoldedResult,
  now: () => number,
): Promise<void> {
  for (const [fold, bytes] of outcome.checkpoints.entries())
    await runCheckpoints(dir, runId, fold).save(bytes);
  const { executor, parameters, accuracy, gold, imagesPerSecond, seconds } = outcome;
  const { sharedEpochs, keptEpoch, temperature, history, probabilities } = outcome;
  const figures = { executor, parameters, accuracy, goldItems: gold, imagesPerSecond, seconds };
  const more = { sharedEpochs, keptEpoch, temperature, history };
  await storeOutput(db, fence, runId, classes, { itemIds, probabilities });
  const run = findRun(db, runId);
  if (!run) throw new Error(`run ${runId} does not exist`);
  const routing = firstTeam(db, run, now);
  const first = (tx: Db) => (findProjectById(tx, run.projectId)?.activeRunId === null ? routing : null);
  await reroute(db, run.projectId, now(), first, (tx) => {
    finishJob(tx, fence, now());
    finishRun(tx, runId, { ...figures, ...more }, now());
  });
}

/** The project's first machine routes its items as soon as it is there, by the project's policy. */
function firstTeam(db: RootDb, run: Run, now: () => number): Partial<Routing> | null {
  const project = findProjectById(db, run.projectId);
  if (!run.activate || project?.activeRunId !== null) return null;
  if (!policyOf(project.policy).fit) return { activeRunId: run.id };
  const wanted = { policy: project.policy, runId: run.id, createdBy: run.createdBy };
  const fit = fitTeam(db, project, wanted, now(), () => performance.now());
  return { activeRunId: run.id, activeFitId: write(db, (tx) => storeFit(tx, fit)) };
}
