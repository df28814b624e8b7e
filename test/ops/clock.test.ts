import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startImport } from "#db/dataset/imports.ts";
import { findImport } from "#db/dataset/import-record.ts";
import { findJob } from "#db/job-queue.ts";
import { listWorkers } from "#db/jobs/workers.ts";
import { newDataset, newStore, type Store } from "../db/datasets.ts";
import { newFolder, png } from "../lib/formats/files.ts";
import { until } from "../workers/processes.ts";

const hours = 3_600_000;

/** A worker, and its children, whose time of day the test sets. */
function workerWithClock(store: Store) {
  const clock = join(newFolder(), "clock");
  const set = (ms: number) => writeFileSync(clock, String(ms));
  set(0);
  const shim = join(import.meta.dirname, "set-clock.ts");
  const child = spawn(process.execPath, ["workers/tandem.js", "worker"], {
    env: {
      ...process.env,
      TANDEM_DATA: store.dir.root,
      TANDEM_TEST_CLOCK: clock,
      NODE_OPTIONS: `--import ${shim}`,
    },
    stdio: "ignore",
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, set };
}

/** Pictures that take a worker a few seconds to import. */
async function severalBatches() {
  const bytes = await Promise.all(Array.from({ length: 20 }, (_, i) => png(i, 8)));
  const files = Object.fromEntries(Array.from({ length: 2500 }, (_, i) => [`${i}.png`, bytes[i % 20] ?? 0]));
  const request = await newDataset(
    files,
    `file,clean\n${Object.keys(files)
      .map((name, i) => `${name},${"ab"[i % 2]}`)
      .join("\n")}\n`,
  );
  return { ...request, columns: { gold: "clean" }, imageSize: 64 };
}

test("62 the clock two hours forward and back: a running import is not interrupted, and no worker is forgotten", async () => {
  const store = newStore();
  const request = await severalBatches();
  const { import: row, job } = startImport(store.db, request, null, 1);
  const workers = [workerWithClock(store), workerWithClock(store)];
  const done = () => findImport(store.db, row.id)?.done ?? 0;
  await until("the first batch", () => done() > 0);
  for (const worker of workers) worker.set(2 * hours);
  await until("another batch", () => done() > 1000 || findImport(store.db, row.id)?.state === "finished");
  for (const worker of workers) worker.set(-2 * hours);
  await until("the end", () => findImport(store.db, row.id)?.state === "finished");
  expect(findJob(store.db, job.id)).toMatchObject({ state: "finished", attempt: 1 });
  expect(findImport(store.db, row.id)).toMatchObject({ itemsAdded: 2500, problems: 0 });
  const beats = () => listWorkers(store.db).map(({ beats }) => beats);
  const before = beats();
  expect(before).toHaveLength(2);
  await until("both go on beating", () => beats().every((n, i) => n > (before[i] ?? 0)));
}, 120_000);

test("a job that waits for its next attempt is tried when its pause is over, wherever the clock has gone", async () => {
  const store = newStore();
  const request = await newDataset({ "a.png": 1, "b.png": 2 }, "file,clean\na.png,a\nb.png,b\n");
  const { import: row } = startImport(store.db, { ...request, columns: { gold: "clean" } }, null, 1);
  // as it is after a first attempt that failed
  store.sqlite.exec("update jobs set attempt = 1, delayMs = 2000");
  const worker = workerWithClock(store);
  worker.set(-2 * hours);
  await until("the end", () => findImport(store.db, row.id)?.state === "finished");
  expect(findImport(store.db, row.id)).toMatchObject({ itemsAdded: 2 });
}, 60_000);
