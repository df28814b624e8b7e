import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { write } from "#db/client.ts";
import { enqueue, type Fence, fenceOf, JobLost } from "#db/job-queue.ts";
import { claimJob, handBack } from "#db/jobs/lifecycle.ts";
import { dropLeftovers, readOutput, storeOutput } from "#db/machines/run-outputs.ts";
import { finishRun } from "#db/machines/runs.ts";
import { images, items, predictions, raters, runOutputs, runs } from "#db/schema.ts";
import { studyRaters } from "#db/views/study.ts";
import { newWorld, type World } from "./world.ts";

const n = 2500;
const figures = {
  ...{ executor: null, parameters: null, accuracy: null, goldItems: null, imagesPerSecond: null },
  ...{ seconds: null, sharedEpochs: null, keptEpoch: null, temperature: null, history: null },
};

/** A world of many items, with a run that is still running. */
function manyItems(): { world: World; runId: number; itemIds: Int32Array } {
  const world = newWorld([]);
  const { db, sqlite } = world.database;
  const { id: projectId } = world.project();
  const runId = write(db, (tx) => {
    tx.insert(images)
      .values({ hash: "h", pack: "p", offset: 0, length: 0, mime: "image/png", width: 1, height: 1 })
      .run();
    for (let ordinal = 0; ordinal < n; ordinal++)
      tx.insert(items)
        .values({ projectId, ordinal, name: `${ordinal}`, hash: "h", split: "test", draw: 0.5 })
        .run();
    const column = tx.select().from(raters).get();
    return tx
      .insert(runs)
      .values({
        ...{ projectId, name: "long", method: "ce", backbone: "quick", labelRaterId: column?.id ?? 0 },
        ...{ options: {}, seed: 1, state: "running", createdAt: 1 },
      })
      .returning()
      .get().id;
  });
  const ids = sqlite.prepare<[], number>("select id from items order by ordinal").pluck().all();
  return { world, runId, itemIds: Int32Array.from(ids) };
}

/** Every item's class is its place mod 3, but for the first, for which the machine has no answer. */
const outputOf = (itemIds: Int32Array) => ({
  itemIds,
  probabilities: Float32Array.from({ length: 3 * itemIds.length }, (_, at) =>
    at < 3 ? NaN : at % 3 === Math.floor(at / 3) % 3 ? 0.5 : 0.25,
  ),
});

const stored = ({ database: { db } }: World, runId: number) => ({
  predictions: db.select().from(predictions).where(eq(predictions.runId, runId)).all(),
  parts: db.select({ part: runOutputs.part }).from(runOutputs).where(eq(runOutputs.runId, runId)).all(),
});

test("an output is stored in parts, read as it was, and belongs to nobody before the run is finished", async () => {
  const { world, runId, itemIds } = manyItems();
  const { db } = world.database;
  const output = outputOf(itemIds);
  await storeOutput(db, null, runId, 3, output);
  expect(stored(world, runId).parts).toEqual([{ part: 0 }, { part: 1 }, { part: 2 }]);
  const parts = [...readOutput(db, runId)];
  expect(parts.flatMap((part) => [...part.itemIds])).toEqual([...itemIds]);
  expect(parts.flatMap((part) => [...part.probabilities])).toEqual([...output.probabilities]);
  const ids = async () => (await studyRaters(db, world.project())).map(({ id }) => id);
  expect(await ids()).toEqual([]);
  write(db, (tx) => finishRun(tx, runId, figures, 2));
  expect(await ids()).toEqual([`run-${runId}`]);
  const { predictions: rows } = stored(world, runId);
  expect(rows).toHaveLength(n);
  expect(rows.slice(0, 3).map(({ top, confidence }) => [top, confidence])).toEqual([
    [null, null],
    [1, 0.5],
    [2, 0.5],
  ]);
});

test("another attempt replaces what one before it left", async () => {
  const { world, runId, itemIds } = manyItems();
  const { db } = world.database;
  await storeOutput(db, null, runId, 3, outputOf(itemIds));
  await storeOutput(db, null, runId, 3, outputOf(itemIds.subarray(1200, 2400)));
  const { predictions: rows, parts } = stored(world, runId);
  expect(rows.map(({ itemId }) => itemId)).toEqual([...itemIds.subarray(1200, 2400)]);
  expect(parts).toHaveLength(2);
});

test("who has lost the job writes nothing more", async () => {
  const { world, runId, itemIds } = manyItems();
  const { db } = world.database;
  const job = { kind: "train", payload: { runId }, projectId: world.project().id, createdBy: null };
  write(db, (tx) => enqueue(tx, job, 1));
  const claimed = claimJob(db, "one", "train", 1);
  if (!claimed) throw new Error("no job");
  const fence: Fence = fenceOf(claimed);
  const storing = storeOutput(db, fence, runId, 3, outputOf(itemIds));
  handBack(db, fence, 2);
  await expect(storing).rejects.toThrow(JobLost);
  expect(stored(world, runId).parts.length).toBeLessThan(3);
});

test("what a run that failed has left is dropped, and nothing else", async () => {
  const { world, runId, itemIds } = manyItems();
  const { db } = world.database;
  await storeOutput(db, null, runId, 3, outputOf(itemIds));
  await dropLeftovers(db);
  expect(stored(world, runId).predictions).toHaveLength(n);
  db.update(runs).set({ state: "failed" }).where(eq(runs.id, runId)).run();
  await dropLeftovers(db);
  expect(stored(world, runId)).toEqual({ predictions: [], parts: [] });
});

test("the outputs of an earlier version are each one part", () => {
  const folder = join(import.meta.dirname, "..", "..", "db", "migrations");
  const migrations = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  const at = migrations.findIndex((name) => name.includes("run_output_parts"));
  const old = new Database(":memory:");
  for (const name of migrations.slice(0, at)) old.exec(readFileSync(join(folder, name), "utf8"));
  old.exec(`
    insert into projects (slug, name, classes, createdAt) values ('old', 'Old', '["a","b"]', 1);
    insert into raters (projectId, kind, source, name) values (1, 'human', 'column', 'c1');
    insert into runs (projectId, name, method, backbone, labelRaterId, options, seed, state, createdAt)
      values (1, 'r', 'ce', 'quick', 1, '{}', 1, 'finished', 1);
    insert into run_outputs (runId, itemIds, probabilities) values (1, x'01000000', x'0000803f00000000');`);
  for (const name of migrations.slice(at)) old.exec(readFileSync(join(folder, name), "utf8"));
  expect(old.prepare("select runId, part, hex(itemIds) as ids from run_outputs").all()).toEqual([
    { runId: 1, part: 0, ids: "01000000" },
  ]);
  old.close();
});
