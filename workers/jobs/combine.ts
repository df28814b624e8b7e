import { z } from "zod";
import { topClass } from "#lib/stats/argmax.ts";
import { counted } from "#lib/numbers.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { finishJob, writeHeld } from "#db/job-queue.ts";
import { combinable, markPreTrained } from "#db/machines/combined.ts";
import { finishElsewhere } from "#db/machines/elsewhere.ts";
import { appendOutput, dropOutput, readOutput } from "#db/machines/run-outputs.ts";
import { findRun, runStarted } from "#db/machines/runs.ts";
import { combineRuns } from "#db/teaming/combine.ts";
import { goldBy } from "#db/teaming/answers.ts";
import { codeVersion } from "#workers/code-version.ts";
import { defineJob, JobCancelled, JobFailure } from "#workers/job.ts";

/** Reckon the output of a machine that stands for several: the geometric mean of the calibrated best, cross-fitted. */
export const combineJob = defineJob({
  kind: "combine",
  payload: z.object({ runId: z.int() }),
  async run({ db, fence, now, cancelled, report, log }, { runId }) {
    const run = findRun(db, runId);
    const project = run && findProjectById(db, run.projectId);
    const machines = project ? combinable(db, project.id) : [];
    const [first] = machines;
    if (!project || !first)
      throw new JobFailure("The machines that were to be made one are not there any more.");
    runStarted(db, fence, runId, codeVersion(), now());
    await dropOutput(db, fence, runId);
    const one = combineRuns(
      db,
      project,
      machines.map(({ id }) => id),
    );
    const K = project.classes.length;
    const goldOf = goldBy(db.$client);
    const tally = { predicted: 0, gold: 0, right: 0, parts: 0 };
    for (const { itemIds: all } of readOutput(db, first.id)) {
      if (cancelled()) throw new JobCancelled();
      const rows = Array.from(all, (itemId) => ({ itemId, said: one.of(itemId) })).filter(
        ({ said }) => said !== null,
      );
      const itemIds = Int32Array.from(rows, ({ itemId }) => itemId);
      const probabilities = new Float32Array(rows.length * K);
      rows.forEach(({ itemId, said }, row) => {
        if (said) probabilities.set(said, row * K);
        const gold = goldOf.get(itemId)?.gold ?? null;
        if (gold === null) return;
        tally.gold++;
        if (topClass(probabilities, row * K, K) === gold) tally.right++;
      });
      tally.predicted += rows.length;
      if (rows.length > 0)
        tally.parts = await appendOutput(db, fence, runId, K, { itemIds, probabilities }, tally.parts);
      report(Math.min(0.99, tally.predicted / Math.max(1, first.predictedItems ?? tally.predicted)), {
        ...tally,
      });
    }
    if (tally.predicted === 0) throw new JobFailure("The machines have no item in common.");
    const names = machines.filter(({ id }) => one.runIds.includes(id)).map(({ name }) => name);
    const accuracy = tally.gold === 0 ? null : tally.right / tally.gold;
    const figures = {
      predictedItems: tally.predicted,
      goldItems: tally.gold,
      accuracy,
      origin: names.join(", "),
    };
    writeHeld(db, fence, (tx) => {
      finishJob(tx, fence, now());
      finishElsewhere(tx, runId, figures, now());
      markPreTrained(tx, run, one.runIds);
    });
    log.info({ run: runId, of: one.runIds, items: counted(tally.predicted) }, "machines made one");
  },
});
