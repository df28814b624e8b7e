import { execFile, spawnSync } from "node:child_process";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { asOperator } from "#db/access.ts";
import { findJob } from "#db/job-queue.ts";
import { cancelRun } from "#db/jobs/cancel.ts";
import { findProject } from "#db/dataset/projects.ts";
import { jobs, runs } from "#db/schema.ts";
import { labelColumns } from "#db/labelling/raters.ts";
import { findRun } from "#db/machines/runs.ts";
import { startRun } from "#db/machines/start-run.ts";
import { killChildren, until } from "./processes.ts";
import {
  answers,
  ended,
  finishedRun,
  hasCheckpoint,
  newProject,
  queueRun,
  startWorker,
  trainingFolder,
} from "./training-project.ts";

test("57 kill -9 of the training, then of the worker itself: both runs end with the undisturbed one's predictions", async () => {
  const store = await newProject();
  let worker = startWorker(store);
  const undisturbed = queueRun(store);
  await ended(store, undisturbed.jobId);
  expect(finishedRun(store, undisturbed.runId)).toMatchObject({ trainItems: 200, predictedItems: 40 });
  const expected = answers(store, undisturbed.runId);
  expect(expected).toHaveLength(40);

  const shot = queueRun(store);
  await until("a checkpoint", () => hasCheckpoint(store, shot.jobId));
  killChildren(worker);
  await ended(store, shot.jobId);
  finishedRun(store, shot.runId);
  expect(findJob(store.db, shot.jobId)?.attempt).toBe(2);
  expect(answers(store, shot.runId)).toEqual(expected);

  const orphan = queueRun(store);
  await until("a checkpoint", () => hasCheckpoint(store, orphan.jobId));
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
  const unwanted = queueRun(store, { epochs: 1000 }); // however quick the machine
  await until("the first step", () => (findJob(store.db, unwanted.jobId)?.progress ?? 0) > 0);
  cancelRun(store.db, asOperator(findProject(store.db, "pets")!), unwanted.runId, Date.now());
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
    [["--labels", "nobody"], "no labels “nobody”; there are anna"],
    [["--bogus"], "--bogus"],
    [["--options", '{"calibrate": "yes"}'], "calibrate"],
    [["--folds", "0"], "folds"],
  ] as const) {
    const args = ["workers/tandem.js", "train", "--project", "pets", "--labels", "anna"];
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

test("a full disk fails the training with a sentence and keeps the last good checkpoint", async () => {
  const store = await newProject();
  let worker = startWorker(store);
  const doomed = queueRun(store);
  await until("a checkpoint", () => hasCheckpoint(store, doomed.jobId));
  killChildren(worker);
  worker.kill("SIGKILL");
  const part = join(trainingFolder(store, doomed.jobId)!, "parts", "0");
  const before = readFileSync(join(part, "checkpoint.bin"));
  // the kernel itself says "no space left on device" to whoever writes there
  symlinkSync("/dev/full", join(part, "checkpoint.bin.here.new"));
  worker = startWorker(store);
  await ended(store, doomed.jobId);
  expect(findJob(store.db, doomed.jobId)).toMatchObject({ state: "failed", attempt: 2 });
  expect(findRun(store.db, doomed.runId)?.error).toContain("disk is full");
  expect(readFileSync(join(part, "checkpoint.bin"))).toEqual(before);
  expect(answers(store, doomed.runId)).toEqual([]);
  const next = queueRun(store); // the worker goes on
  await ended(store, next.jobId);
  finishedRun(store, next.runId);
  expect(worker.exitCode).toBeNull();
}, 300_000);

test("the panel command trains all it is asked for, shares the first epochs, and ends with a summary", async () => {
  const store = await newProject();
  startWorker(store);
  const command = (...args: string[]) =>
    promisify(execFile)(process.execPath, ["workers/tandem.js", "panel", "--project", "pets", ...args], {
      env: { ...process.env, TANDEM_DATA: store.dir.root },
    });
  const asked = ["--labels", "anna", "--methods", "ce,nls,gce", "--epochs", "4", "--batch", "50"];
  const { stdout } = await command(...asked);
  expect(stdout).toContain("Panel 1: 3 trainings on 200 items each, 40 to predict.");
  expect(stdout).toMatch(/nls\s+anna\s+quick\s+finished\s+\d+\.\d\d %.*2 epochs shared/);
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("3 of 3 trained, about 0 min left");
  expect(existsSync(join(store.dir.shared, "panels", "panel-1"))).toBe(false);
  expect((await command("--watch")).stdout).toContain("3 of 3 trained");

  // what it shared is what it would have trained alone
  const [anna] = labelColumns(store.db, 1);
  const alone = startRun(
    store.db,
    asOperator(findProject(store.db, "pets")!),
    { method: "nls", backbone: "quick", labelRaterId: anna!.id, seed: 1, options: { epochs: 4, batch: 50 } },
    Date.now(),
  );
  if (!alone.ok) throw new Error(alone.message);
  await ended(store, alone.value.job.id);
  const shared = store.db
    .select()
    .from(runs)
    .all()
    .find(({ method }) => method === "nls")!;
  expect(answers(store, alone.value.run.id)).toEqual(answers(store, shared.id));
}, 300_000);

test("a cross-fitted run predicts every item, training ones too", async () => {
  const store = await newProject();
  startWorker(store);
  const { runId, jobId } = queueRun(store, { folds: 2 });
  await ended(store, jobId);
  expect(finishedRun(store, runId)).toMatchObject({ trainItems: 240, predictedItems: 240 });
  expect(answers(store, runId)).toHaveLength(240);
}, 300_000);
