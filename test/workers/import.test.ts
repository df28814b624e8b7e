import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { pino } from "pino";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ImportRequest } from "#lib/formats/import-options.ts";
import { openLabels } from "#lib/formats/labels-csv.ts";
import { findImport } from "#db/dataset/import-record.ts";
import { startImport } from "#db/dataset/imports.ts";
import { findProject } from "#db/dataset/projects.ts";
import { imports, type Job } from "#db/schema.ts";
import { readTensor } from "#db/dataset/tensors.ts";
import { fenceOf, findJob, JobLost } from "#db/job-queue.ts";
import { claimJob, leaseMs } from "#db/jobs/lifecycle.ts";
import { readArguments } from "#workers/commands/arguments.ts";
import { JobCancelled, type JobContext, JobFailure } from "#workers/job.ts";
import { importJob } from "#workers/jobs/import.ts";
import { command, flags, requestFrom } from "#workers/commands/import.ts";
import { makeDemo } from "#workers/commands/make-demo.ts";
import { contents, newDataset, newStore, problemsOf, runImport, type Store } from "../db/datasets.ts";
import { png, writeZip } from "../lib/formats/files.ts";
import { childOf, until } from "./processes.ts";

const node = (...args: string[]) => spawnSync(process.execPath, args, { encoding: "utf8" });
const tandem = (...args: string[]) => node("workers/tandem.js", ...args);

/** The job's context, as workers/child.ts makes it once a worker has claimed the job. */
function claim({ db, dir }: Store, now = 2000): JobContext & { job: Job; reported: number[] } {
  const job = claimJob(db, "worker", "other", now);
  if (!job) throw new Error("no job waits");
  const reported: number[] = [];
  return {
    db,
    dir,
    job,
    reported,
    fence: fenceOf(job),
    now: () => now,
    log: pino({ level: "silent" }),
    report: (progress) => void reported.push(progress),
    cancelled: () => false,
  };
}

/** 400 pictures of 256 × 256 training pixels: a batch is 170 of them. */
async function threeBatches() {
  const bytes = await Promise.all(Array.from({ length: 40 }, (_, i) => png(i, 8)));
  const files = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`${i}.png`, bytes[i % 40] ?? 0]));
  const csv = `file,clean,human1\n${Object.keys(files)
    .map((name, i) => `${name},${"ab"[i % 2]},${"ab"[i % 3 ? 0 : 1]}`)
    .join("\n")}\nmissing.png,a,b\n`;
  const request = await newDataset(files, csv);
  return { ...request, columns: { gold: "clean", humans: ["human1"] }, imageSize: 256 };
}

/** A store with nothing interrupted, to compare with. */
async function undisturbed(request: ImportRequest) {
  const store = newStore();
  await runImport(store, request);
  return { contents: contents(store.db), tensor: tensorOf(store) };
}

const tensorOf = ({ db, dir }: Store) =>
  Buffer.from(readTensor(db, dir, findProject(db, "pets") ?? { id: 0, imageSize: 0 })).toString("base64");

describe("a killed import", () => {
  test("leaves whole batches; the same import completes it, equal to one in a single go", async () => {
    const request = await threeBatches();
    const store = newStore();
    const files = [store.folder, request.images, request.labels ?? ""];
    expect(node("test/workers/import-process.ts", ...files, "250").signal).toBe("SIGKILL");
    expect(contents(store.db).map(({ ordinal }) => ordinal)).toEqual(
      Array.from({ length: 170 }, (_, i) => i),
    );
    expect(store.db.select().from(imports).all()).toMatchObject([{ state: "running", itemsAdded: 170 }]);

    const rest = await runImport(store, request);
    expect(rest).toMatchObject({ state: "finished", itemsAdded: 230, unchanged: 170, problems: 1 });
    const whole = await undisturbed(request);
    expect(contents(store.db)).toEqual(whole.contents);
    expect(tensorOf(store)).toBe(whole.tensor);
  }, 300_000);

  test("whose job is taken up again goes on after its last batch, and counts as if nothing had happened", async () => {
    const request = await threeBatches();
    const store = newStore();
    const { import: row, job } = startImport(store.db, request, null, 1);
    const worker = spawn(process.execPath, ["workers/tandem.js", "worker"], {
      env: { ...process.env, TANDEM_DATA: store.dir.root },
      stdio: "ignore",
    });
    onTestFinished(() => void worker.kill("SIGKILL"));
    const added = () => findImport(store.db, row.id)?.itemsAdded ?? 0;
    await until("the first batch", () => added() > 0);
    process.kill(childOf(worker), "SIGKILL");
    await until("the end", () => findImport(store.db, row.id)?.state === "finished");
    expect(findJob(store.db, job.id)).toMatchObject({ state: "finished", attempt: 2 });
    expect(findImport(store.db, row.id)).toMatchObject({
      ...{ rows: 401, itemsAdded: 400, labelsAdded: 400, unchanged: 0, problems: 1 },
    });
    expect(problemsOf(store, row.id)).toHaveLength(1);
    const whole = await undisturbed(request);
    expect(contents(store.db)).toEqual(whole.contents);
    expect(tensorOf(store)).toBe(whole.tensor);
  }, 300_000);
});

describe("the import job", () => {
  async function uploaded(store: Store) {
    const folder = join(store.dir.uploads, "1");
    mkdirSync(folder);
    const images = join(folder, "images");
    const labels = join(folder, "labels.csv");
    await writeZip(images, { "a.png": await png(1), "b.png": await png(2) });
    writeFileSync(labels, "file,clean\na.png,cat\nb.png,dog\n");
    return { project: { slug: "pets" }, images, labels, columns: { gold: "clean" } };
  }

  test("imports, reports, and removes the uploads; its row and its job finish together", async () => {
    const store = newStore();
    const { import: row, job } = startImport(store.db, await uploaded(store), null, 1);
    const context = claim(store);
    await importJob.run(context, job.payload);
    expect(findImport(store.db, row.id)).toMatchObject({
      state: "finished",
      itemsAdded: 2,
      finishedAt: 2000,
    });
    expect(findJob(store.db, job.id)).toMatchObject({ state: "finished", finishedAt: 2000 });
    expect(context.reported).toEqual([1]);
    expect(readdirSync(store.dir.uploads)).toEqual([]);
  });

  test("keeps the uploads when it fails, with a sentence", async () => {
    const store = newStore();
    const request = { ...(await uploaded(store)), columns: { gold: "truth" } };
    const { job } = startImport(store.db, request, null, 1);
    const failed = importJob.run(claim(store), job.payload);
    await expect(failed).rejects.toThrow(JobFailure);
    await expect(failed).rejects.toThrow("no column “truth”");
    expect(existsSync(request.images)).toBe(true);
  });

  test("writes nothing once another worker has the job; that one completes it and the counts", async () => {
    const store = newStore();
    const { db } = store;
    const request = await threeBatches();
    const { import: row, job } = startImport(db, request, null, 1);
    const first = claim(store);
    const taken: JobContext[] = [];
    const lost = importJob.run(
      { ...first, report: () => void (taken.length === 0 && taken.push(claim(store, 2000 + 2 * leaseMs))) },
      job.payload,
    );
    await expect(lost).rejects.toThrow(JobLost);
    expect(contents(db)).toHaveLength(170);
    expect(findImport(db, row.id)).toMatchObject({ state: "running", itemsAdded: 170, done: 170 });
    const [second] = taken;
    if (!second) throw new Error("nobody took it over");
    await importJob.run(second, job.payload);
    expect(findImport(db, row.id)).toMatchObject({ state: "finished", itemsAdded: 400, unchanged: 0 });
    expect(findJob(db, job.id)).toMatchObject({ state: "finished", attempt: 2 });
  });

  test("counts afresh when the files changed between two attempts", async () => {
    const store = newStore();
    const request = await threeBatches();
    const { import: row, job } = startImport(store.db, request, null, 1);
    let asked = false;
    const interrupted = { ...claim(store), cancelled: () => (asked = true) };
    await expect(importJob.run(interrupted, job.payload)).rejects.toThrow(JobCancelled);
    expect(asked).toBe(true);
    writeFileSync(request.labels ?? "", "file,clean,human1\n0.png,a,b\n1.png,b,a\n399.png,b,a\n");
    await importJob.run(claim(store, 2000 + 2 * leaseMs), job.payload);
    expect(findImport(store.db, row.id)).toMatchObject({
      ...{ state: "finished", rows: 3, itemsAdded: 1, labelsAdded: 1, unchanged: 2, problems: 0 },
    });
  });

  test("removes nothing outside the uploads", async () => {
    const store = newStore();
    const request = await newDataset({ "cat/a.png": 1, "dog/b.png": 2 }, null);
    const { job } = startImport(store.db, request, null, 1);
    await importJob.run(claim(store), job.payload);
    expect(existsSync(join(request.images, "cat/a.png"))).toBe(true);
  });
});

describe("the command line", () => {
  test("imports, lists problems, exports, and fails with a sentence", async () => {
    const store = newStore();
    const request = await newDataset(
      { "a.png": 1, "b.png": 2 },
      "file,clean,h\na.png,cat,dog\nb.png,dog,\nno.png,cat,cat\n",
    );
    const args = [
      ...["--images", request.images, "--labels", request.labels ?? "", "--gold", "clean", "--humans", "h"],
      ...["--project", "pets", "--split", "fraction:0.5:1", "--data", store.folder],
    ];
    const imported = tandem("import", ...args);
    expect(imported.stderr).toBe("");
    expect(imported.status).toBe(0);
    expect(imported.stdout).toContain('row 4: "no.png": There is no such image.');
    expect(imported.stdout).toContain("3 rows: 2 items and 1 labels added, 0 unchanged, 1 problems.");

    const out = join(store.folder, "out.csv");
    const exported = tandem("export", "--project", "pets", "--data", store.folder, "--out", out);
    expect(exported.status).toBe(0);
    expect(readFileSync(out, "utf8").split("\r\n")).toHaveLength(4);

    const failed = tandem("import", ...args, "--on-problem", "abort");
    expect(failed.status).toBe(1);
    expect(failed.stdout).toContain("1 problem was found, so nothing was imported.");
    const lost = tandem("export", "--project", "x", "--data", store.folder);
    expect([lost.status, lost.stdout]).toEqual([1, ""]);
    expect(lost.stderr).toContain("There is no project x; there is pets.");
  }, 300_000);

  test("arguments that make no sense are told, each in its words", () => {
    const read = (args: readonly string[]) => requestFrom(flags.parse(readArguments(command, args)));
    const images = ["--images", "My Pets.zip"];
    for (const [args, sentence] of [
      [[], "--images is missing"],
      [[...images, "--split", "half"], "--split half does not fit"],
      [[...images, "--split", "first:x"], "--split first:x does not fit"],
      [[...images, "--split", "fraction:2"], "--split fraction:2 does not fit"],
      [[...images, "--size", "big"], "--size cannot be “big”; it is a whole number from 8 to 512"],
      [[...images, "--size", "4"], "--size cannot be 4"],
      [[...images, "--project", "My Pets"], "small letters"],
      [[...images, "--on-problem", "panic"], "--on-problem cannot be “panic”; it is one of skip, abort"],
      [[...images, "--colour"], "--colour"],
      [[...images, "--labels"], "--labels wants a value"],
      [[...images, "--labels", "--gold", "x"], "--labels wants a value"],
      [[...images, "again"], "“again” is one word too many"],
    ] as const)
      expect(() => read(args)).toThrow(sentence);
    expect(read([...images, "--split", "fraction:0.2:7", "--classes", "cat, dog"])).toMatchObject({
      project: { slug: "my-pets" },
      classes: ["cat", "dog"],
      split: { kind: "fraction", test: 0.2, seed: 7 },
      labels: null,
      imageSize: 32,
      onProblem: "skip",
    });
  });
});

test("the demo is made once, through the import, and said to be synthetic", async () => {
  const store = newStore();
  const size = { train: 150, test: 50 };
  const project = await makeDemo(store.db, store.dir, () => 1, size);
  expect(project).toMatchObject({ slug: "demo", synthetic: true, imageSize: 32 });
  expect(project.classes).toHaveLength(10);
  expect(readTensor(store.db, store.dir, project)).toHaveLength(200 * 3072);
  const splits = contents(store.db).map(({ split }) => split);
  expect([splits.lastIndexOf("train"), splits.indexOf("test")]).toEqual([149, 150]);
  await makeDemo(store.db, store.dir, () => 2, size);
  const rows = store.db.select().from(imports).where(eq(imports.projectId, project.id)).all();
  expect(rows).toMatchObject([
    { itemsAdded: 200, labelsAdded: 600, problems: 0 },
    { itemsAdded: 0, labelsAdded: 0, unchanged: 200, problems: 0 },
  ]);
});

const cifar = { images: "../shared/data/cifar10/train.zip", labels: "../shared/data/cifar10n/labels.csv" };

/** The facts that are known of CIFAR-10N; its images are not part of the project. */
describe.skipIf(!existsSync(cifar.labels))("CIFAR-10N (skipped where ../shared/data is missing)", () => {
  const humans = ["human1", "human2", "human3", "aggregate", "worst"];

  test("the label file reads as published", async () => {
    const table = await openLabels(cifar.labels, { file: "file", gold: "clean", humans, split: null });
    const right = humans.map(() => 0);
    const lastRight = humans.map(() => 0);
    let [rows, agree] = [0, 0];
    for await (const { row, gold, humans: labels } of table.rows) {
      expect(row).toBe(++rows + 1);
      for (const [i, label] of labels.entries())
        if (label === gold) {
          right[i] = (right[i] ?? 0) + 1;
          if (rows > 40_000) lastRight[i] = (lastRight[i] ?? 0) + 1;
        }
      if (labels[0] === labels[1] && labels[1] === labels[2]) agree++;
    }
    expect(rows).toBe(50_000);
    expect(right.map((n) => n / 500)).toEqual([82.766, 81.878, 82.36, 90.99, 59.792]);
    expect(lastRight.map((n) => n / 100)).toEqual([82.78, 82.15, 83.23, 91.13, 60.66]);
    expect(Math.round(agree / 50) / 10).toBe(60.4);
  });

  test("a slice of the real zip imports", async () => {
    const store = newStore();
    const labels = join(store.folder, "slice.csv");
    writeFileSync(labels, readFileSync(cifar.labels, "utf8").split("\n").slice(0, 301).join("\n"));
    const result = await runImport(store, {
      ...{ project: { slug: "cifar" }, images: cifar.images, labels },
      columns: { gold: "clean", humans: ["human1", "human2", "human3"] },
      split: { kind: "first", train: 240 },
    });
    expect(result).toMatchObject({
      state: "finished",
      rows: 300,
      itemsAdded: 300,
      labelsAdded: 900,
      problems: 0,
    });
  });
});
