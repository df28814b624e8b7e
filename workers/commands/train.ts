/** `npm run train`: put a training in the queue and follow it. The worker of `npm start` or `npm run worker` does it. */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { asOperator } from "#db/access.ts";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findJob, liveWorkers } from "#db/jobs.ts";
import { findRun, startRun } from "#db/machines/runs.ts";
import { orStop, stopWith } from "./stop-with.ts";
import {
  checkTraining,
  optionsFrom,
  projectCalled,
  sourceCalled,
  trainingFlags,
} from "./training-arguments.ts";

const help = `npm run train -- --project SLUG --labels COLUMN|majority|people [--method ce] [--backbone quick]
                 [--epochs N] [--batch N] [--folds K] [--seed 1] [--options '{"…": …}'] [--detach]

Trains on the labels of one imported column, on the majority of all columns, or on the answers that
people gave here, and predicts everything outside the training split. With --folds 2 or more it trains
on labelled items of every split by cross-fitting, and predicts each by a network that never saw it.
Follows the training until it ends; --detach only puts it in the queue.`;

const { values } = orStop(() =>
  parseArgs({
    options: {
      ...trainingFlags,
      method: { type: "string", default: "ce" },
      backbone: { type: "string", default: "quick" },
    },
  }),
);
if (values.help || !values.project || !values.labels) {
  console.log(help);
  process.exit(values.help ? 0 : 1);
}

const { epochs, batch, folds } = values;
const options = optionsFrom(values.options, { epochs, batch, folds });
const seed = Number(values.seed);

const database = openDatabase(dataDir().database);
migrateDatabase(database);
const { db } = database;
const project = projectCalled(db, values.project);
checkTraining({ ...options, method: values.method, backbone: values.backbone, seed }, project);
const source = sourceCalled(db, project, values.labels);
const started = startRun(
  db,
  asOperator(project),
  {
    method: values.method,
    backbone: values.backbone,
    labelRaterId: source.raterId,
    pool: source.pool,
    seed,
    options,
  },
  Date.now(),
);
if (!started.ok) stopWith(started.message);
const { run, job } = started.value;
console.log(`${run.name}: ${run.trainItems} items to train on, ${run.predictedItems} to predict.`);
if (liveWorkers(db, Date.now()).length === 0)
  console.log("No worker is running: start one with `npm start` or, in another terminal, `npm run worker`.");

const note = z.object({
  epoch: z.number(),
  epochs: z.number(),
  imagesPerSecond: z.number(),
  loss: z.number(),
  accuracy: z.number().nullable(),
  secondsLeft: z.number(),
});
let shownEpoch = -1;
while (!values.detach) {
  const now = findJob(db, job.id);
  if (!now || now.state === "finished" || now.state === "failed" || now.state === "cancelled") break;
  const progress = note.safeParse(now.note);
  if (progress.success && progress.data.epoch !== shownEpoch) {
    const { epoch, epochs, imagesPerSecond, loss, accuracy, secondsLeft } = progress.data;
    shownEpoch = epoch;
    const right = accuracy === null ? "" : `, accuracy on gold ${(100 * accuracy).toFixed(2)} %`;
    console.log(
      `epoch ${epoch}/${epochs}: loss ${loss.toFixed(4)}${right}, ${imagesPerSecond.toFixed(0)} images/s, ${Math.round(secondsLeft)} s left`,
    );
  }
  await sleep(500);
}
if (!values.detach) {
  const end = findRun(db, run.id);
  if (end?.state !== "finished") stopWith(`The run ${end?.state ?? "vanished"}. ${end?.error ?? ""}`);
  const right =
    end.accuracy === null
      ? "no gold labels"
      : `${(100 * end.accuracy).toFixed(2)} % of ${end.goldItems} right`;
  console.log(
    `finished: ${right}; ${end.imagesPerSecond?.toFixed(0)} images/s, ${end.seconds?.toFixed(0)} s on ${end.executor}`,
  );
}
database.close();
