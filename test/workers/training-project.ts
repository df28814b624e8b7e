import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { asc, eq } from "drizzle-orm";
import { onTestFinished } from "vitest";
import { demoClasses, demoItems } from "#lib/demo/demo.ts";
import { side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";
import { asOperator } from "#db/access.ts";
import { findProject } from "#db/dataset/projects.ts";
import { findJob } from "#db/job-queue.ts";
import { labelColumns } from "#db/labelling/raters.ts";
import { findRun } from "#db/machines/runs.ts";
import { startRun } from "#db/machines/start-run.ts";
import { predictions, type Run } from "#db/schema.ts";
import { newDataset, newStore, runImport, type Store } from "../db/datasets.ts";
import { until } from "./processes.ts";

/** A small project that real workers train on. */

const epochs = 5;
/** The quick network, narrow: what is asked is what becomes of a training, not how well it learns. */
export const narrow = { widths: [8, 16, 16] };

/** Real pictures in a real database, with nobody working on it yet. */
export async function newProject(test = 40): Promise<Store> {
  const store = newStore();
  const items = demoItems({ train: 200, test }, 3);
  const files: Record<string, Uint8Array> = {};
  for (const item of items) files[item.name] = await encodePng(item.draw(), side);
  const name = (label: number | undefined) => (label === undefined ? "" : (demoClasses[label] ?? ""));
  const rows = items.map((item) => [item.name, name(item.gold), name(item.labels[0])].join(","));
  const request = await newDataset(files, ["file,truth,anna", ...rows].join("\n"));
  await runImport(store, {
    ...request,
    columns: { gold: "truth", humans: ["anna"] },
    split: { kind: "first", train: 200 },
  });
  return store;
}

export function queueRun(
  { db }: Store,
  more: Record<string, unknown> = {},
): { runId: number; jobId: number } {
  const project = findProject(db, "pets");
  const column = project && labelColumns(db, project.id)[0];
  if (!project || !column) throw new Error("the import made no project");
  const started = startRun(
    db,
    asOperator(project),
    {
      method: "ce",
      backbone: "quick",
      labelRaterId: column.id,
      seed: 1,
      options: { epochs, batch: 50, backboneOptions: narrow, ...more },
    },
    Date.now(),
  );
  if (!started.ok) throw new Error(started.message);
  return { runId: started.value.run.id, jobId: started.value.job.id };
}

/** The worker as `npm run worker` starts it. */
export function startWorker(store: Store): ChildProcess {
  const worker = spawn(process.execPath, ["workers/tandem.js", "worker"], {
    env: { ...process.env, TANDEM_DATA: store.dir.root },
    stdio: "ignore",
  });
  onTestFinished(() => void worker.kill("SIGKILL"));
  return worker;
}

export const ended = ({ db }: Store, jobId: number) =>
  until(`job ${jobId} ends`, () => !["queued", "running"].includes(findJob(db, jobId)?.state ?? "queued"));

/** The folder in which a job's training is done; null before it is there, and when it has been stored. */
export function trainingFolder({ dir }: Store, jobId: number): string | null {
  const folder = join(dir.shared, "jobs");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const name = names.find((each) => each.startsWith(`${jobId}-`) && each.endsWith("-train"));
  return name === undefined ? null : join(folder, name);
}

export const hasCheckpoint = (store: Store, jobId: number) =>
  existsSync(join(trainingFolder(store, jobId) ?? "", "parts", "0", "checkpoint.bin"));

export const answers = ({ db }: Store, runId: number) =>
  db
    .select({ top: predictions.top, confidence: predictions.confidence })
    .from(predictions)
    .where(eq(predictions.runId, runId))
    .orderBy(asc(predictions.itemId))
    .all();

export const finishedRun = ({ db }: Store, runId: number): Run => {
  const run = findRun(db, runId);
  if (run?.state !== "finished") throw new Error(`run ${runId} is ${run?.state}: ${run?.error}`);
  return run;
};
