/** `npm run panel`: train many methods on many label sources and backbones, and watch all of them at once. */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { asOperator } from "#db/access.ts";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { liveWorkers } from "#db/jobs.ts";
import { cancelPanel, listPanels, panelEnded, panelRuns, startPanel } from "#db/machines/panels.ts";
import { jobOfRun } from "#db/machines/runs.ts";
import type { Run } from "#db/schema.ts";
import { listRaters } from "#db/labelling/raters.ts";
import { sourceName } from "#db/machines/label-sources.ts";
import { methods as allMethods, studied } from "#lib/methods/index.ts";
import { panelProgress } from "#lib/train/panel-progress.ts";
import { orStop, stopWith } from "./stop-with.ts";
import {
  checkTraining,
  optionsFrom,
  projectCalled,
  sourceCalled,
  trainingFlags,
} from "./training-arguments.ts";

const help = `npm run panel -- --project SLUG --labels COLUMN[,COLUMN…] [--methods study|all|ce,gce,…] [--backbones quick[,…]]
                 [--epochs N] [--folds K] [--seed 1] [--options '{"…": …}'] [--detach]
npm run panel -- --project SLUG --watch       look at the newest panel again
npm run panel -- --project SLUG --cancel      stop what is left of it

Trains every method (by default the study's thirteen) on every label source with every backbone, one after the other, and shows how
far they are. Ctrl-C ends only the watching; the worker of \`npm start\` or \`npm run worker\` trains on.`;

const { values } = orStop(() =>
  parseArgs({
    options: {
      ...trainingFlags,
      methods: { type: "string", default: "study" },
      backbones: { type: "string", default: "quick" },
      watch: { type: "boolean", default: false },
      cancel: { type: "boolean", default: false },
    },
  }),
);
const note = z.object({ epoch: z.number(), epochs: z.number(), imagesPerSecond: z.number() });
const again = values.watch || values.cancel;
if (values.help || !values.project || (!values.labels && !again)) {
  console.log(help);
  process.exit(values.help ? 0 : 1);
}

const database = openDatabase(dataDir().database);
migrateDatabase(database);
const { db } = database;
const project = projectCalled(db, values.project);
const panelId = again ? newest() : start(values.labels ?? "");
if (values.cancel) {
  const stopped = cancelPanel(db, asOperator(project), panelId, Date.now());
  console.log(`${stopped} trainings of panel ${panelId} were cancelled.`);
} else if (!values.detach) {
  await watch(panelId);
}
database.close();

function newest(): number {
  const [latest] = listPanels(db, project.id);
  return latest?.panel.id ?? stopWith(`${project.name} has no panel yet.`);
}

function start(labels: string): number {
  const { epochs, batch, folds } = values;
  const options = optionsFrom(values.options, { epochs, batch, folds });
  const sets = { study: studied, all: allMethods };
  const set = values.methods === "study" || values.methods === "all" ? sets[values.methods] : null;
  const methods = set?.map(({ id }) => id) ?? values.methods.split(",");
  const backbones = values.backbones.split(",");
  const seed = Number(values.seed);
  for (const method of methods)
    for (const backbone of backbones) checkTraining({ ...options, method, backbone, seed }, project);
  const sources = labels.split(",").map((name) => sourceCalled(db, project, name));
  const wanted = { methods, backbones, sources, options, seed };
  const started = startPanel(db, asOperator(project), wanted, Date.now());
  if (!started.ok) return stopWith(started.message);
  const { panel, runs } = started.value;
  const [first] = runs;
  console.log(
    `Panel ${panel.id}: ${runs.length} trainings on ${first?.trainItems} items each, ${first?.predictedItems} to predict.`,
  );
  if (liveWorkers(db, Date.now()).length === 0)
    console.log(
      "No worker is running: start one with `npm start` or, in another terminal, `npm run worker`.",
    );
  return panel.id;
}

/** On a terminal one table that is drawn anew; elsewhere a line whenever a training has got further. */
async function watch(id: number): Promise<void> {
  const raters = new Map(listRaters(db, project.id).map((rater) => [rater.id, rater.name]));
  const said = new Set<string>();
  let drawn = 0;
  for (;;) {
    const runs = panelRuns(db, id);
    const lines = runs.map((run) => line(run, raters));
    const ended = panelEnded(db, id);
    if (process.stdout.isTTY) {
      const table = [...lines, summary(runs)];
      process.stdout.write(drawn > 0 ? `\x1b[${drawn}A\x1b[J` : "");
      console.log(table.join("\n"));
      drawn = table.length;
    } else {
      runs.forEach((run, index) => {
        const news = `${run.id} ${run.state}`;
        if (run.state === "queued" || said.has(news)) return;
        said.add(news);
        console.log(lines[index]);
      });
    }
    if (ended) break;
    await sleep(1000);
  }
  if (!process.stdout.isTTY) console.log(summary(panelRuns(db, id)));
}

function line(run: Run, raters: ReadonlyMap<number, string>): string {
  const labels = sourceName(run, raters.get(run.labelRaterId) ?? "?");
  const title = `${run.method.padEnd(18)} ${labels.padEnd(12)} ${run.backbone.padEnd(9)}`;
  return `${title} ${run.state.padEnd(9)} ${detail(run)}`;
}

function detail(run: Run): string {
  if (run.state === "finished") {
    const right = run.accuracy === null ? "no gold labels" : `${(100 * run.accuracy).toFixed(2)} %`;
    const shared = run.sharedEpochs ? `, ${run.sharedEpochs} epochs shared` : "";
    return `${right}  ${run.seconds?.toFixed(0)} s, ${run.imagesPerSecond?.toFixed(0)} images/s${shared}`;
  }
  if (run.state === "running") {
    const news = note.safeParse(jobOfRun(db, project.id, run.id)?.note);
    if (!news.success) return "getting ready";
    return `epoch ${news.data.epoch}/${news.data.epochs}, ${news.data.imagesPerSecond.toFixed(0)} images/s`;
  }
  return run.error ?? "";
}

function summary(runs: Run[]): string {
  const parts = runs.map((run) => ({
    state: run.state,
    seconds: run.seconds,
    progress: run.state === "running" ? (jobOfRun(db, project.id, run.id)?.progress ?? 0) : 0,
    startedAt: run.startedAt,
  }));
  const { done, failed, secondsLeft } = panelProgress(parts, Date.now());
  const left = secondsLeft === null ? "" : `, about ${Math.ceil(secondsLeft / 60)} min left`;
  return `${done} of ${runs.length} trained${failed > 0 ? `, ${failed} not` : ""}${left}`;
}
