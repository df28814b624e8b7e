import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { counted, numbered, percent } from "#lib/numbers.ts";
import { type TrainingProgress, trainingProgress } from "#lib/train/contract.ts";
import { presetOptions, presets } from "#lib/train/presets.ts";
import { asOperator } from "#db/access.ts";
import type { Db } from "#db/client.ts";
import { findJob } from "#db/job-queue.ts";
import { findRun } from "#db/machines/runs.ts";
import { foldsOfTeam, fromTeam } from "#db/machines/label-sources.ts";
import { startRun } from "#db/machines/start-run.ts";
import { embedding } from "#lib/embedding-progress.ts";
import { defineCommand, stop } from "./command.ts";
import { embeddingTeller } from "./follow-embedding.ts";
import { projectCalled, withDatabase } from "./project-database.ts";
import {
  encoderNamed,
  launchFrom,
  optionsFrom,
  sourceCalled,
  trainingFlags,
  warnWithoutWorker,
} from "./training-flags.ts";

export const command = defineCommand({
  about: `Trains on the labels of one imported column, on the majority of all columns or their posterior
(Dawid and Skene's), or on the answers that people gave here, and predicts everything outside the training split. With --folds 2 or more it trains
on labelled items of every split by cross-fitting, and predicts each by a network that never saw it.
With --labels team it learns what the team believes of the items that people have answered (imported
labels stay for the others), cross-fitted in ${foldsOfTeam} parts unless --folds says otherwise.
Follows the training until it ends; the worker of npm start or npm run worker does it.`,
  flags: z.object({
    ...trainingFlags,
    labels: z
      .string()
      .describe("whose labels: a column's name, majority, posterior, people, team, or team-hard")
      .meta({ value: "COLUMN" }),
    hard: z.boolean().default(false).describe("of the team's belief, only the likeliest class"),
    method: z.string().default("ce").describe("method of learning from noisy labels").meta({ value: "ID" }),
    preset: z
      .string()
      .optional()
      .describe(
        `options that go together: ${presets.map(({ id }) => id).join(", ")}; what is given beside it wins`,
      )
      .meta({ value: "ID" }),
    backbone: z
      .string()
      .optional()
      .describe("network (default: quick; on features linear, or two-layer)")
      .meta({ value: "ID" }),
  }),
  run: (values) =>
    withDatabase(async (db) => {
      const project = projectCalled(db, values.project);
      if (values.hard && !values.labels.startsWith("team")) return stop("--hard goes with --labels team.");
      const { raterId, pool } = sourceCalled(db, project, values.hard ? "team-hard" : values.labels);
      const encoder = encoderNamed(db, values.features);
      const { method, backbone = encoder ? "linear" : "quick", seed } = values;
      const preset = chosenPreset(values.preset, backbone, encoder !== null);
      const given = { ...preset, ...optionsFrom(values) };
      const options = fromTeam(pool) ? { folds: foldsOfTeam, ...given } : given;
      const wanted = {
        method,
        backbone,
        seed,
        labelRaterId: raterId,
        pool,
        options,
        encoder,
        launch: launchFrom(values),
      };
      const started = startRun(db, asOperator(project), wanted, Date.now());
      if (!started.ok) return stop(started.message);
      const { run, job } = started.value;
      console.log(
        `${run.name}: ${numbered(run.trainItems ?? 0, "item")} to train on, ${counted(run.predictedItems ?? 0)} to predict.`,
      );
      await warnWithoutWorker(db);
      if (values.detach) return;
      await follow(db, job.id);
      console.log(ending(db, run.id));
    }),
});

function chosenPreset(id: string | undefined, backbone: string, features: boolean): Record<string, unknown> {
  if (id === undefined) return {};
  const known = presets.map((preset) => preset.id).join(" and ");
  return presetOptions(id, backbone, features) ?? stop(`There is no preset “${id}”; there are ${known}.`);
}

/** A line an epoch, until the job has ended. */
async function follow(db: Db, jobId: number): Promise<void> {
  let shown = -1;
  const tellEmbedding = embeddingTeller();
  for (;;) {
    const job = findJob(db, jobId);
    if (job?.state !== "queued" && job?.state !== "running") return;
    const progress = trainingProgress.safeParse(job.note);
    const features = embedding.safeParse(job.note);
    if (features.success) tellEmbedding(features.data);
    if (progress.success && progress.data.epoch !== shown) {
      shown = progress.data.epoch;
      console.log(epochLine(progress.data));
    }
    await sleep(500);
  }
}

function epochLine({ epoch, epochs, loss, accuracy, imagesPerSecond, secondsLeft }: TrainingProgress) {
  const right = accuracy === null ? "" : `, accuracy on gold ${percent(accuracy, 2)}`;
  const speed = `${imagesPerSecond.toFixed(0)} images/s, ${Math.round(secondsLeft)} s left`;
  return `epoch ${epoch}/${epochs}: loss ${loss.toFixed(4)}${right}, ${speed}`;
}

function ending(db: Db, runId: number): string {
  const run = findRun(db, runId);
  if (run?.state !== "finished") return stop(`The run ${run?.state ?? "is gone"}. ${run?.error ?? ""}`);
  const { accuracy, goldItems, imagesPerSecond, seconds, executor } = run;
  const right = accuracy === null ? "no gold labels" : `${percent(accuracy, 2)} of ${goldItems} right`;
  return `finished: ${right}; ${imagesPerSecond?.toFixed(0)} images/s, ${seconds?.toFixed(0)} s on ${executor}`;
}
