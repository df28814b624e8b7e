import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ImportRequest } from "#lib/formats/import-options.ts";
import { findImport } from "#db/dataset/import-record.ts";
import { startImport } from "#db/dataset/imports.ts";
import { findProject } from "#db/dataset/projects.ts";
import { imports, type Job } from "#db/schema.ts";
import { readTensor } from "#db/dataset/tensors.ts";
import { fenceOf, findJob, JobLost } from "#db/job-queue.ts";
import { claimJob } from "#db/jobs/lifecycle.ts";
import { jobLeaseMs, type Overdue } from "#db/jobs/watch.ts";
import { JobCancelled, type JobContext, JobFailure } from "#workers/job.ts";
import { importJob } from "#workers/jobs/import.ts";
import { contents, newDataset, newStore, problemsOf, runImport, type Store } from "../db/datasets.ts";
import { overdueAfter } from "../db/overdue.ts";
import { png, writeZip } from "../lib/formats/files.ts";
import { killChildren, until } from "./processes.ts";

/** The job's context, as workers/child.ts makes it once a worker has claimed the job. */
function claim(
  { db, dir }: Store,
  overdue: readonly Overdue[] = [],
): JobContext & { job: Job; reported: number[] } {
  const now = 2000;
  const job = claimJob(db, "worker", "other", now, overdue);
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

/** 400 pictures of 256 × 256 training pixels: a batch is 21 of them. */
async function manyBatches() {
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
    const request = await manyBatches();
    const store = newStore();
    const files = [store.folder, request.images, request.labels ?? ""];
    const { signal } = spawnSync(process.execPath, ["test/workers/import-process.ts", ...files, "250"]);
    expect(signal).toBe("SIGKILL");
    expect(contents(store.db).map(({ ordinal }) => ordinal)).toEqual(
      Array.from({ length: 231 }, (_, i) => i),
    );
    expect(store.db.select().from(imports).all()).toMatchObject([{ state: "running", itemsAdded: 231 }]);

    const rest = await runImport(store, request);
    expect(rest).toMatchObject({ state: "finished", itemsAdded: 169, unchanged: 231, problems: 1 });
    const whole = await undisturbed(request);
    expect(contents(store.db)).toEqual(whole.contents);
    expect(tensorOf(store)).toBe(whole.tensor);
  }, 300_000);

  test("whose job is taken up again goes on after its last batch, and counts as if nothing had happened", async () => {
    const request = await manyBatches();
    const store = newStore();
    const { import: row, job } = startImport(store.db, request, null, 1);
    const worker = spawn(process.execPath, ["workers/tandem.js", "worker"], {
      env: { ...process.env, TANDEM_DATA: store.dir.root },
      stdio: "ignore",
    });
    onTestFinished(() => void worker.kill("SIGKILL"));
    const added = () => findImport(store.db, row.id)?.itemsAdded ?? 0;
    await until("the first batch", () => added() > 0);
    killChildren(worker);
    await until("the end", () => findImport(store.db, row.id)?.state === "finished");
    expect(findJob(store.db, job.id)).toMatchObject({ state: "finished", attempt: 2 });
    expect(findImport(store.db, row.id)).toMatchObject({
      ...{ rows: 401, itemsAdded: 400, labelsAdded: 400, unchanged: 0, problems: 1 },
    });
    // The missing picture, and a note that some are the same.
    expect(problemsOf(store, row.id)).toHaveLength(2);
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
    const request = await manyBatches();
    const { import: row, job } = startImport(db, request, null, 1);
    const first = claim(store);
    const taken: JobContext[] = [];
    const lost = importJob.run(
      {
        ...first,
        report: () =>
          void (taken.length === 0 && taken.push(claim(store, overdueAfter(store.db, 2 * jobLeaseMs())))),
      },
      job.payload,
    );
    await expect(lost).rejects.toThrow(JobLost);
    expect(contents(db)).toHaveLength(21);
    expect(findImport(db, row.id)).toMatchObject({ state: "running", itemsAdded: 21, done: 21 });
    const [second] = taken;
    if (!second) throw new Error("nobody took it over");
    await importJob.run(second, job.payload);
    expect(findImport(db, row.id)).toMatchObject({ state: "finished", itemsAdded: 400, unchanged: 0 });
    expect(findJob(db, job.id)).toMatchObject({ state: "finished", attempt: 2 });
  });

  test("counts afresh when the files changed between two attempts", async () => {
    const store = newStore();
    const request = await manyBatches();
    const { import: row, job } = startImport(store.db, request, null, 1);
    let asked = false;
    const interrupted = { ...claim(store), cancelled: () => (asked = true) };
    await expect(importJob.run(interrupted, job.payload)).rejects.toThrow(JobCancelled);
    expect(asked).toBe(true);
    writeFileSync(request.labels ?? "", "file,clean,human1\n0.png,a,b\n1.png,b,a\n399.png,b,a\n");
    await importJob.run(claim(store, overdueAfter(store.db, 2 * jobLeaseMs())), job.payload);
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
