import { setImmediate } from "node:timers/promises";
import { eq, gte, lt, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { fenceOf, JobLost } from "#db/job-queue.ts";
import { claimJob } from "#db/jobs/lifecycle.ts";
import { queueState } from "#db/labelling/routes.ts";
import { askForDuePredictions, askForPredictions, waitingPictures } from "#db/labelling/waiting.ts";
import { newcomers, nextNewPictures, predictAgain } from "#db/machines/new-pictures.ts";
import { extendOutput, readOutput } from "#db/machines/run-outputs.ts";
import { combined } from "#lib/untrained.ts";
import { findRun } from "#db/machines/runs.ts";
import { items, jobs, predictions, projects, type Run, runs } from "#db/schema.ts";
import { newWorld, predict, routeBy, type World } from "./world.ts";

const K = 30;

/** What the worker asks for at its second look, when nothing has come in since the first. */
function due(db: World["database"]["db"], now: number): number[] {
  const seen = new Map<number, number>();
  expect(askForDuePredictions(db, seen, now)).toEqual([]);
  return askForDuePredictions(db, seen, now);
}

/** A project of whose items a run trained here has seen the first `seen`. */
function worldOf(n: number, seen: number, options: Record<string, unknown> = { folds: 2 }) {
  const world = newWorld(
    Array.from({ length: n }, () => 0.5),
    { eta: 1 },
  );
  const { db } = world.database;
  const first = db.select().from(runs).get();
  const { id } = db
    .insert(runs)
    .values({ ...first!, id: undefined, name: "trained", options, predictedTo: seen, predictedItems: seen })
    .returning()
    .get();
  predict(db, id, world.itemIds.slice(0, seen), () => ({ top: 0, confidence: 0.4 }));
  routeBy(db, world.project().id, { activeRunId: id });
  return { world, run: () => findRun(db, id)!, db };
}

const outputOf = ({ itemIds }: { itemIds: Int32Array }) =>
  new Float32Array(itemIds.length * K).map((_, i) => (i % K === 1 ? 0.9 : 0.1 / (K - 1)));

/** As the job stores what it has predicted: class 1 of everything. */
async function extend({ database: { db } }: World, run: Run, most: number, job = claimed(db)) {
  const next = nextNewPictures(db, run, most);
  if (!next) return false;
  const itemIds = Int32Array.from(next.items, ({ id }) => id);
  const ordinals = Int32Array.from(next.items, ({ ordinal }) => ordinal);
  const right = next.items.map(({ gold }) => gold === 1);
  const output = { itemIds, ordinals, right, probabilities: outputOf({ itemIds }) };
  await extendOutput(db, job, run, K, output, next.to);
  return true;
}

function claimed(db: World["database"]["db"]) {
  const job = claimJob(db, "worker", "other", 10);
  return job && fenceOf(job);
}

test("what a run has not seen waits: it is in no queue, and joins it when it is predicted and routed", async () => {
  const { world, run, db } = worldOf(50, 30);
  expect(queueState(db, world.project()).routed).toBe(30);
  expect(newcomers(db, world.project())).toEqual({ pictures: 20, state: "waiting", error: null });
  await extend(world, run(), 100);
  expect(waitingPictures(db, world.project())).toBe(0);
  expect(newcomers(db, world.project())).toBeNull();
  routeBy(db, world.project().id, {});
  expect(queueState(db, world.project()).routed).toBe(50);
  expect(run()).toMatchObject({ predictedTo: 50, predictedItems: 50, goldItems: 20 });
  expect(run().accuracy).toBeCloseTo(7 / 20); // gold is the place modulo 3, and 31, 34 … 49 are of class 1
});

test("a run that does not cross-fit leaves the training split out, and does not come back to it", async () => {
  const { world, run, db } = worldOf(50, 30, {});
  db.update(items).set({ split: "train" }).where(gte(items.ordinal, 45)).run();
  expect(nextNewPictures(db, run(), 100)?.items).toHaveLength(15);
  await extend(world, run(), 100);
  expect(nextNewPictures(db, run(), 100)).toBeNull();
  routeBy(db, world.project().id, {});
  expect(queueState(db, world.project()).routed).toBe(45);
});

test("an attempt that dies between two parts leaves a mark there; the next one goes on, and nothing is twice", async () => {
  const { world, run, db } = worldOf(2600, 100);
  askForPredictions(db, world.project().id, 1);
  const dead = extend(world, run(), 5000);
  const failed = expect(dead).rejects.toThrow(JobLost);
  while ((run().predictedTo ?? 0) < 1100) await setImmediate();
  db.update(jobs).set({ attempt: 2, beats: 7 }).run(); // another worker has taken it over
  await failed;
  const mark = run().predictedTo ?? 0;
  expect(mark).toBeGreaterThanOrEqual(1100);
  expect(mark).toBeLessThan(2600);
  const count = () =>
    db
      .select({ n: sql<number>`count(*)` })
      .from(predictions)
      .where(eq(predictions.runId, run().id))
      .get()?.n;
  expect(count()).toBe(mark);
  expect(waitingPictures(db, world.project())).toBe(2600 - mark);
  while (await extend(world, run(), 700, null));
  expect(count()).toBe(2600);
  const stored = [...readOutput(db, run().id)].flatMap(({ itemIds }) => [...itemIds]);
  expect(stored).toEqual(world.itemIds);
  expect(run()).toMatchObject({ predictedTo: 2600, predictedItems: 2600 });
  routeBy(db, world.project().id, {});
  expect(queueState(db, world.project()).routed).toBe(2600);
});

describe("a job", () => {
  const waiting = (db: World["database"]["db"]) =>
    db
      .select()
      .from(jobs)
      .where(eq(jobs.kind, "predict"))
      .all()
      .map(({ state }) => state);

  test("is asked for once, and again for what came after it ended", () => {
    const { world, db, run } = worldOf(50, 30);
    const { id } = world.project();
    expect([askForPredictions(db, id, 1), askForPredictions(db, id, 2)]).toEqual([true, false]);
    expect(due(db, 3)).toEqual([]);
    db.update(jobs).set({ state: "running" }).run();
    expect(askForPredictions(db, id, 4)).toBe(false);
    db.update(jobs).set({ state: "finished" }).run();
    db.update(runs).set({ predictedTo: 50 }).where(eq(runs.id, run().id)).run();
    expect(due(db, 5)).toEqual([]);
    db.update(runs).set({ predictedTo: 40 }).where(eq(runs.id, run().id)).run();
    expect(due(db, 6)).toEqual([id]);
    expect(waiting(db)).toEqual(["finished", "queued"]);
  });

  test("that failed is asked for by a person or an import, not by itself", () => {
    const { world, db } = worldOf(50, 30);
    askForPredictions(db, world.project().id, 1);
    db.update(jobs).set({ state: "failed", error: "no." }).run();
    expect(due(db, 2)).toEqual([]);
    expect(newcomers(db, world.project())).toEqual({ pictures: 20, state: "failed", error: "no." });
    expect(predictAgain(db, world.project(), 3).ok).toBe(true);
    expect(waiting(db)).toEqual(["failed", "queued"]);
  });

  test("waits while pictures come in, and is not for an archived project", () => {
    const { world, db } = worldOf(50, 30);
    const projectId = world.project().id;
    const seen = new Map([[projectId, 40]]);
    expect(askForDuePredictions(db, seen, 2)).toEqual([]);
    db.update(projects).set({ archivedAt: 1 }).run();
    expect(askForDuePredictions(db, seen, 3)).toEqual([]);
    db.update(projects).set({ archivedAt: null }).run();
    expect(askForDuePredictions(db, seen, 4)).toEqual([projectId]);
  });

  test("is due when another run becomes the active one, and old runs predict no more", () => {
    const { world, db, run } = worldOf(50, 30);
    const { id: projectId } = world.project();
    const elsewhere = db.select().from(runs).where(lt(runs.id, run().id)).get()!;
    routeBy(db, projectId, { activeRunId: elsewhere.id });
    expect(due(db, 2)).toEqual([]);
    expect(queueState(db, world.project()).routed).toBe(50);
    routeBy(db, projectId, { activeRunId: run().id });
    expect(due(db, 3)).toEqual([projectId]);
    expect(db.select().from(jobs).get()?.payload).toEqual({ projectId, runId: run().id });
  });
});

test("where there is nothing to predict with, people are asked, and the page is told why", () => {
  const { world, db, run } = worldOf(50, 30);
  const change = (set: Partial<Run>) => {
    db.update(runs).set(set).where(eq(runs.id, run().id)).run();
    routeBy(db, world.project().id, {});
    return newcomers(db, world.project());
  };
  expect(change({ weightsGone: true })).toMatchObject({ pictures: 20, state: "no weights" });
  expect(queueState(db, world.project())).toMatchObject({ routed: 50, deferred: 50 });
  expect(change({ weightsGone: false, origin: "table.csv", predictedTo: null })).toMatchObject({
    pictures: 20,
    state: "elsewhere",
  });
  expect(change({ method: combined })).toMatchObject({ pictures: 20, state: "combined" });
  expect(queueState(db, world.project()).routed).toBe(50);
  expect(predictAgain(db, world.project(), 3).ok).toBe(false);
  expect(askForPredictions(db, world.project().id, 4)).toBe(false);
});
