import type { FoldedResult } from "#lib/train/cross-fit.ts";
import { type Db, write } from "#db/client.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { finishJob } from "#db/job-queue.ts";
import { runCheckpoints } from "#db/machines/checkpoints.ts";
import { reroute } from "#db/labelling/routes.ts";
import { storeRun } from "#db/machines/runs.ts";
import type { JobContext } from "#workers/job.ts";

/** Third step: keep the weights, then store figures and predictions and finish the job in one transaction. */
export async function store(
  { db, dir, fence }: Pick<JobContext, "db" | "dir" | "fence">,
  runId: number,
  itemIds: Int32Array,
  outcome: FoldedResult,
  now: number,
): Promise<void> {
  for (const [fold, bytes] of outcome.checkpoints.entries())
    await runCheckpoints(dir, runId, fold).save(bytes);
  const { executor, parameters, accuracy, gold, imagesPerSecond, seconds } = outcome;
  const { sharedEpochs, keptEpoch, temperature, history, probabilities } = outcome;
  const figures = { executor, parameters, accuracy, goldItems: gold, imagesPerSecond, seconds };
  const more = { sharedEpochs, keptEpoch, temperature, history };
  const run = write(db, (tx) => {
    finishJob(tx, fence, now);
    return storeRun(tx, runId, { ...figures, ...more, itemIds, probabilities }, now);
  });
  const routing = (tx: Db) =>
    run.activate && findProjectById(tx, run.projectId)?.activeRunId === null ? { activeRunId: runId } : null;
  await reroute(db, run.projectId, now, routing, () => undefined);
}
