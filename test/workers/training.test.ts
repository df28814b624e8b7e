import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { asc, eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { demoClasses, demoItems } from "#lib/demo/demo.ts";
import { side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";
import { asOperator } from "#db/access.ts";
import { findJob, requestCancel } from "#db/jobs.ts";
import { findProject } from "#db/projects.ts";
import { jobs, predictions, type Run } from "#db/schema.ts";
import { labelColumns } from "#db/raters.ts";
import { findRun, startRun } from "#db/runs.ts";
import { newDataset, newStore, runImport, type Store } from "../db/datasets.ts";

const epochs = 5;

/** Real pictures in a real database, with nobody working on it yet. */
async function newProject(): Promise<Store> {
  const store = newStore();
  const items = demoItems({ train: 200, test: 40 }, 3);
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

function queueRun({ db }: Store): { runId: number; jobId: number } {
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
      options: { epochs, batch: 50 },
    },
    Date.now(),
  );
  if (!started.ok) throw new Error(started.message);
  return { runId: started.value.run.id, jobId: started.value.job.id };
}

/** The worker as `npm run worker` starts it. */
function startWorker(store: Store): ChildProcess {
  const worker = spawn(process.execPath, ["--import", "tsx", "workers/main.ts"], {
    env: { ...process.env, TANDEM_DATA: store.dir.root },
    stdio: "ignore",
  });
  onTestFinished(() => void worker.kill("SIGKILL"));
  return worker;
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 1500; i++) {
    if (holds()) return;
    await sleep(100);
  }
  throw new Error(`waited in vain: ${what}`);
}

const ended = ({ db }: Store, jobId: number) =>
  until(`job ${jobId} ends`, () => !["queued", "running"].includes(findJob(db, jobId)?.state ?? "queued"));

/** The child that trains: the worker's newest. */
function childOf(worker: ChildProcess): number {
  const pids = execFileSync("pgrep", ["-P", String(worker.pid)], { encoding: "utf8" })
    .trim()
    .split("\n");
  return Math.max(...pids.map(Number));
}

const hasCheckpoint = (store: Store, runId: number) =>
  existsSync(join(store.dir.checkpoints, `run-${runId}`, "checkpoint.bin"));

const answers = ({ db }: Store, runId: number) =>
  db
    .select({ top: predictions.top, confidence: predictions.confidence })
    .from(predictions)
    .where(eq(predictions.runId, runId))
    .orderBy(asc(predictions.itemId))
    .all();

const finishedRun = ({ db }: Store, runId: number): Run => {
  const run = findRun(db, runId);
  if (run?.state !== "finished") throw new Error(`run ${runId} is ${run?.state}: ${run?.error}`);
  return run;
};

test("kill -9 of the training, then of the worker itself: both runs end with the undisturbed one's predictions", async () => {
  const store = await newProject();
  let worker = startWorker(store);
  const undisturbed = queueRun(store);
  await ended(store, undisturbed.jobId);
  expect(finishedRun(store, undisturbed.runId)).toMatchObject({ trainItems: 200, predictedItems: 40 });
  const expected = answers(store, undisturbed.runId);
  expect(expected).toHaveLength(40);

  const shot = queueRun(store);
  await until("a checkpoint", () => hasCheckpoint(store, shot.runId));
  process.kill(childOf(worker), "SIGKILL");
  await ended(store, shot.jobId);
  finishedRun(store, shot.runId);
  expect(findJob(store.db, shot.jobId)?.attempt).toBe(2);
  expect(answers(store, shot.runId)).toEqual(expected);

  const orphan = queueRun(store);
  await until("a checkpoint", () => hasCheckpoint(store, orphan.runId));
  worker.kill("SIGKILL");
  worker = startWorker(store); // takes the job when the dead one's lease has run out
  await ended(store, orphan.jobId);
  finishedRun(store, orphan.runId);
  expect(findJob(store.db, orphan.jobId)?.attempt).toBe(2);
  expect(answers(store, orphan.runId)).toEqual(expected);
}, 300_000);

test("a cancelled training stops, stores no predictions and leaves the worker free for the next", async () => {
  const store = await newProject();
  startWorker(store);
  const unwanted = queueRun(store);
  await until("the first step", () => (findJob(store.db, unwanted.jobId)?.progress ?? 0) > 0);
  requestCancel(store.db, unwanted.jobId, Date.now());
  await ended(store, unwanted.jobId);
  expect(findJob(store.db, unwanted.jobId)?.state).toBe("cancelled");
  expect(findRun(store.db, unwanted.runId)?.state).toBe("cancelled");
  expect(answers(store, unwanted.runId)).toEqual([]);
  const next = queueRun(store);
  await ended(store, next.jobId);
  finishedRun(store, next.runId);
  expect(store.db.select({ state: jobs.state }).from(jobs).where(eq(jobs.id, next.jobId)).get()?.state).toBe(
    "finished",
  );
}, 300_000);

test("the command says at once what is wrong with what was typed, in a sentence, and queues nothing", async () => {
  const store = await newProject();
  for (const [wrong, complaint] of [
    [["--epochs", "abc"], "epochs"],
    [["--epochs", "0"], "epochs"],
    [["--method", "guess"], "co-teaching"],
    [["--options", "{bad"], "JSON"],
    [["--labels", "nobody"], "no column “nobody”; there are anna"],
    [["--bogus"], "--bogus"],
  ] as const) {
    const args = ["--import", "tsx", "workers/commands/train.ts", "--project", "pets", "--labels", "anna"];
    const { status, stderr } = spawnSync(process.execPath, [...args, ...wrong], {
      env: { ...process.env, TANDEM_DATA: store.dir.root },
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stderr).toContain(complaint);
    expect(stderr).not.toMatch(/^\s+at .*\.ts:/m);
  }
  expect(store.db.select().from(jobs).all()).toEqual([]);
}, 120_000);
