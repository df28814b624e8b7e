import { eq } from "drizzle-orm";
import { pino } from "pino";
import { expect, test } from "vitest";
import { preTrained } from "#lib/pre-trained.ts";
import { dataDir } from "#db/data-dir.ts";
import { fenceOf, findJob } from "#db/job-queue.ts";
import { claimJob } from "#db/jobs/lifecycle.ts";
import { changeTeam } from "#db/machines/change-team.ts";
import { combinable, combineMachines } from "#db/machines/combined.ts";
import { readOutput } from "#db/machines/run-outputs.ts";
import { findRun } from "#db/machines/runs.ts";
import { encoders, raters, runs } from "#db/schema.ts";
import { loadStudy } from "#db/views/study.ts";
import { combineJob } from "#workers/jobs/combine.ts";
import { plain } from "../lib/encoders/models.ts";
import { newWorld, predict, type World } from "./world.ts";

const n = 150;
const gold = (i: number) => i % 3;

/** A machine that is wrong where `wrong` says so. */
function addMachine(world: World, name: string, wrong: (i: number) => boolean, confidence: number): number {
  const { db } = world.database;
  const first = db.select().from(runs).get();
  if (!first) throw new Error("no run");
  const { id } = db
    .insert(runs)
    .values({ ...first, id: undefined, name })
    .returning()
    .get();
  db.insert(raters)
    .values({ projectId: first.projectId, kind: "machine", source: "run", name, runId: id })
    .run();
  predict(db, id, world.itemIds, (i) => ({ top: wrong(i) ? (gold(i) + 1) % 3 : gold(i), confidence }), 3);
  return id;
}

async function work({ database: { db, folder } }: World) {
  const job = claimJob(db, "worker", "other", 10);
  if (!job) throw new Error("no job waits");
  const context = {
    db,
    dir: dataDir(folder),
    fence: fenceOf(job),
    now: () => 11,
    log: pino({ level: "silent" }),
  };
  await combineJob.run({ ...context, report: () => undefined, cancelled: () => false }, job.payload);
  return findJob(db, job.id);
}

test("several machines make one that is right where most of them are; it routes and is studied like a run", async () => {
  const world = newWorld(
    Array.from({ length: n }, () => 0.8),
    { classes: ["red", "green", "blue"] },
  );
  const { db } = world.database;
  // each is wrong on a third of the items, and two never on the same: the world's own is always right, so leave it
  for (const [k, name] of ["a", "b", "c"].entries())
    addMachine(world, name, (i) => Math.floor(i / 3) % 3 === k, 0.7);
  expect(combinable(db, 1)).toHaveLength(4);
  const asked = combineMachines(db, world.project(), 5);
  if (!asked.ok) throw new Error(asked.message);
  expect((await work(world))?.state).toBe("finished");
  const one = findRun(db, asked.value.id);
  expect(one).toMatchObject({ state: "finished", predictedItems: n, goldItems: n, accuracy: 1 });
  expect(one?.origin).toContain("run");
  for (const { probabilities } of readOutput(db, asked.value.id))
    for (let i = 0; i < probabilities.length; i += 3)
      expect((probabilities[i] ?? 0) + (probabilities[i + 1] ?? 0) + (probabilities[i + 2] ?? 0)).toBeCloseTo(
        1,
        5,
      );
  expect(combinable(db, 1)).toHaveLength(4); // it is not combined with itself
  await changeTeam(db, world.project(), { runId: asked.value.id, policy: "threshold" }, 20);
  expect(world.project().activeRunId).toBe(asked.value.id);
  const machine = loadStudy(db, world.project()).study.raters.find(
    ({ id }) => id === `run-${asked.value.id}`,
  );
  expect(machine?.machine?.group).toBe("several as one");
});

test("one machine alone is refused", () => {
  const world = newWorld([0.5]);
  expect(combineMachines(world.database.db, world.project(), 5).ok).toBe(false);
});

test("one that has a pre-trained machine in it says so, as the machine itself does wherever it is named", async () => {
  const world = newWorld(
    Array.from({ length: n }, () => 0.8),
    { classes: ["red", "green", "blue"] },
  );
  const { db } = world.database;
  const encoder = db
    .insert(encoders)
    .values({ name: "Eyes", hash: "0", bytes: 1, description: plain, width: 2, createdAt: 1 })
    .returning()
    .get();
  const ids = ["a", "b", "c"].map((name, k) =>
    addMachine(world, name, (i) => Math.floor(i / 3) % 3 === k, 0.7),
  );
  db.update(runs)
    .set({ encoderId: encoder.id })
    .where(eq(runs.id, ids[1] ?? -1))
    .run();
  const asked = combineMachines(db, world.project(), 10);
  if (!asked.ok) throw new Error(asked.message);
  await work(world);
  const one = findRun(db, asked.value.id);
  expect(one?.name).toBe(preTrained(asked.value.name, "Eyes"));
  const names = db.select().from(raters).all();
  expect(names.find(({ runId }) => runId === asked.value.id)?.name).toBe(one?.name);
  const machines = loadStudy(db, world.project()).study.raters.filter(({ kind }) => kind === "machine");
  const marked = machines.filter(({ machine }) => machine?.method.includes("pre-trained: Eyes"));
  expect(marked.map(({ id }) => id)).toEqual([`run-${ids[1]}`, `run-${asked.value.id}`]);
  expect(marked.map(({ machine }) => machine?.group)).toEqual(["pre-trained", "several as one"]);
});
