/**
 * How long annotators may have to wait while a run of as many items as there are is stored: another thread
 * asks for the write lock all the time.
 *   node test/bench/large-dataset.ts <folder> 1000000
 *   node test/bench/store-run.ts <folder>
 */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import { eq } from "drizzle-orm";
import { asOperator } from "#db/access.ts";
import { openDatabase, write } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProject } from "#db/dataset/projects.ts";
import { predictionItems } from "#db/machines/label-sources.ts";
import { storeOutput } from "#db/machines/run-outputs.ts";
import { finishRun } from "#db/machines/runs.ts";
import { insertRun } from "#db/machines/start-run.ts";
import { labelColumns } from "#db/labelling/raters.ts";
import { jobs } from "#db/schema.ts";
import { randomSource } from "#lib/random.ts";
import { benchSlug } from "./large-dataset.ts";

/** Takes and gives back the write lock without a pause. @returns the longest it could not have it, ms */
function watchLock(path: string): void {
  const sqlite = new Database(path, { timeout: 0 });
  let longest = 0;
  let over = false;
  parentPort?.once("message", () => (over = true));
  const turn = () => {
    for (const began = performance.now(); ;) {
      try {
        sqlite.exec("begin immediate; rollback");
      } catch {
        continue;
      } finally {
        longest = Math.max(longest, performance.now() - began);
      }
      break;
    }
    if (over) parentPort?.postMessage(longest);
    else setTimeout(turn, 1);
  };
  turn();
}

async function main(folder: string): Promise<void> {
  const { database } = dataDir(folder);
  const { db, close } = openDatabase(database);
  const row = findProject(db, benchSlug);
  const column = row && labelColumns(db, row.id)[0];
  if (!row || !column) throw new Error("large-dataset.ts has made no project there");
  const project = asOperator(row);
  const random = randomSource(1);
  const classes = project.classes.length;
  const itemIds = Int32Array.from(predictionItems(db, project.id, false), ({ id }) => id);
  const probabilities = Float32Array.from(
    { length: itemIds.length * classes },
    () => random.unit() / classes,
  );
  const run = write(db, (tx) =>
    insertRun(
      tx,
      project,
      {
        ...{ method: "ce", backbone: "quick", labelRaterId: column.id, options: {}, seed: 1 },
        ...{ trainItems: 0, predictedItems: itemIds.length },
      },
      Date.now(),
    ),
  );

  const watcher = new Worker(import.meta.filename, { workerData: { database } });
  await new Promise((resolve) => watcher.once("online", resolve));
  const began = performance.now();
  await storeOutput(db, null, run.run.id, classes, { itemIds, probabilities });
  const none = { executor: null, parameters: null, accuracy: null, goldItems: null, imagesPerSecond: null };
  const more = { seconds: null, sharedEpochs: null, keptEpoch: null, temperature: null, history: null };
  write(db, (tx) => {
    finishRun(tx, run.run.id, { ...none, ...more }, Date.now());
    tx.update(jobs).set({ state: "finished" }).where(eq(jobs.id, run.job.id)).run(); // nobody shall train it
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const longest = await new Promise<number>((resolve) => {
    watcher.once("message", resolve);
    watcher.postMessage("over");
  });
  await watcher.terminate();
  console.log(
    `${itemIds.length} predictions stored in ${seconds} s; the write lock was out of reach for ${longest.toFixed(0)} ms at most`,
  );
  close();
}

const given: unknown = workerData;
if (isMainThread) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined)
    throw new Error("usage: node test/bench/store-run.ts <folder of large-dataset.ts>");
  await main(folder);
} else if (typeof given === "object" && given !== null && "database" in given)
  watchLock(String(given.database));
