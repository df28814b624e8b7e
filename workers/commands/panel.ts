import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { methods as allMethods, studied } from "#lib/methods/index.ts";
import { counted, numbered, percent } from "#lib/numbers.ts";
import { trainingProgress } from "#lib/train/contract.ts";
import { panelProgress } from "#lib/train/panel-progress.ts";
import { asOperator } from "#db/access.ts";
import type { Db } from "#db/client.ts";
import { cancelPanel } from "#db/jobs/cancel.ts";
import { listRaters } from "#db/labelling/raters.ts";
import { sourceName } from "#db/machines/label-sources.ts";
import { listPanels, panelEnded, panelRuns, startPanel } from "#db/machines/panels.ts";
import { jobsOfRuns } from "#db/machines/runs.ts";
import type { Job, Project, Run } from "#db/schema.ts";
import { defineCommand, stop } from "./command.ts";
import { projectCalled, withDatabase } from "./project-database.ts";
import {
  encoderNamed,
  launchFrom,
  optionsFrom,
  sourceCalled,
  trainingFlags,
  warnWithoutWorker,
} from "./training-flags.ts";

const flags = z.object({
  ...trainingFlags,
  labels: z
    .string()
    .optional()
    .describe("whose labels: columns, majority, people, or team; needed for a new panel")
    .meta({ value: "A,B,C" }),
  methods: z
    .string()
    .default("study")
    .describe("study (its thirteen), all, or some by their ids")
    .meta({ value: "A,B,C" }),
  backbones: z
    .string()
    .optional()
    .describe("networks (default: quick; on features linear)")
    .meta({ value: "A,B,C" }),
  watch: z.boolean().default(false).describe("look at the newest panel again"),
  cancel: z.boolean().default(false).describe("stop what is left of the newest panel"),
});
type Values = z.output<typeof flags>;

export const command = defineCommand({
  about: `Trains every method on every label source with every backbone, one after the other, and shows how far
they are. Ctrl-C ends only the watching; the worker of npm start or npm run worker trains on.`,
  flags,
  run: (values) =>
    withDatabase(async (db) => {
      const project = projectCalled(db, values.project);
      if (values.cancel) {
        const id = newest(db, project);
        const cancelled = cancelPanel(db, asOperator(project), id, Date.now());
        return console.log(`${cancelled} trainings of panel ${id} were cancelled.`);
      }
      const id = values.watch ? newest(db, project) : await start(db, project, values);
      if (!values.detach) await watch(db, project, id);
    }),
});

const newest = (db: Db, project: Project): number =>
  listPanels(db, project.id)[0]?.panel.id ?? stop(`${project.name} has no panel yet.`);

async function start(db: Db, project: Project, values: Values): Promise<number> {
  const labels = values.labels ?? stop("--labels is missing; --help shows what can be given.");
  const ids = (set: readonly { id: string }[]) => set.map(({ id }) => id);
  const methods =
    values.methods === "study"
      ? ids(studied)
      : values.methods === "all"
        ? ids(allMethods)
        : values.methods.split(",");
  const encoder = encoderNamed(db, values.features);
  const wanted = {
    methods,
    encoder,
    backbones: (values.backbones ?? (encoder ? "linear" : "quick")).split(","),
    sources: labels.split(",").map((name) => sourceCalled(db, project, name)),
    options: optionsFrom(values),
    seed: values.seed,
    launch: launchFrom(values),
  };
  const started = startPanel(db, asOperator(project), wanted, Date.now());
  if (!started.ok) return stop(started.message);
  const { panel, runs } = started.value;
  const [first] = runs;
  const size = `on ${numbered(first?.trainItems ?? 0, "item")} each, ${counted(first?.predictedItems)} to predict`;
  console.log(`Panel ${panel.id}: ${numbered(runs.length, "training")} ${size}.`);
  await warnWithoutWorker(db);
  return panel.id;
}

/** On a terminal one table that is drawn anew; elsewhere a line whenever a training has got further. */
async function watch(db: Db, project: Project, id: number): Promise<void> {
  const raters = new Map(listRaters(db, project.id).map((rater) => [rater.id, rater.name]));
  const said = new Set<string>();
  let drawn = 0;
  for (;;) {
    const jobs = jobsOfRuns(db, project.id);
    const runs = panelRuns(db, id);
    const ended = panelEnded(db, id);
    const lineOf = (run: Run) => line(run, raters.get(run.labelRaterId) ?? "?", jobs.get(run.id));
    if (process.stdout.isTTY) {
      const table = [...runs.map(lineOf), summary(runs, jobs)];
      process.stdout.write(drawn > 0 ? `\x1b[${drawn}A\x1b[J` : "");
      console.log(table.join("\n"));
      drawn = table.length;
    } else {
      for (const run of runs) {
        const news = `${run.id} ${run.state}`;
        if (run.state === "queued" || said.has(news)) continue;
        said.add(news);
        console.log(lineOf(run));
      }
      if (ended) console.log(summary(runs, jobs));
    }
    if (ended) return;
    await sleep(1000);
  }
}

function line(run: Run, rater: string, job: Job | undefined): string {
  const network = run.encoderId === null ? run.backbone : `${run.backbone} (pre-trained)`;
  const title = `${run.method.padEnd(18)} ${sourceName(run, rater).padEnd(12)} ${network.padEnd(9)}`;
  return `${title} ${run.state.padEnd(9)} ${detail(run, job)}`;
}

function detail(run: Run, job: Job | undefined): string {
  if (run.state === "finished") {
    const right = run.accuracy === null ? "no gold labels" : percent(run.accuracy, 2);
    const shared = run.sharedEpochs ? `, ${numbered(run.sharedEpochs, "epoch")} shared` : "";
    return `${right}  ${run.seconds?.toFixed(0)} s, ${run.imagesPerSecond?.toFixed(0)} images/s${shared}`;
  }
  if (run.state === "running") {
    const news = trainingProgress.safeParse(job?.note);
    if (!news.success) return "getting ready";
    return `epoch ${news.data.epoch}/${news.data.epochs}, ${news.data.imagesPerSecond.toFixed(0)} images/s`;
  }
  return run.error ?? "";
}

function summary(runs: readonly Run[], jobs: ReadonlyMap<number, Job>): string {
  const parts = runs.map(({ id, state, seconds, startedAt }) => {
    const progress = state === "running" ? (jobs.get(id)?.progress ?? 0) : 0;
    return { state, seconds, startedAt, progress };
  });
  const { done, failed, secondsLeft } = panelProgress(parts, Date.now());
  const left = secondsLeft === null ? "" : `, about ${Math.ceil(secondsLeft / 60)} min left`;
  return `${done} of ${runs.length} trained${failed > 0 ? `, ${failed} not` : ""}${left}`;
}
