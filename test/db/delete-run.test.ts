import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { eq } from "drizzle-orm";
import { pino } from "pino";
import { expect, test } from "vitest";
import { dataDir } from "#db/data-dir.ts";
import { enqueue, fenceOf, findJob } from "#db/job-queue.ts";
import { claimJob } from "#db/jobs/lifecycle.ts";
import { listRaters } from "#db/labelling/raters.ts";
import { changeTeam } from "#db/machines/change-team.ts";
import { modelPath } from "#db/machines/checkpoints.ts";
import { compareMany } from "#db/machines/compare-many.ts";
import { deleteRun } from "#db/machines/delete-run.ts";
import { renameRun } from "#db/machines/run-names.ts";
import { findRun, listRuns, projectRun } from "#db/machines/runs.ts";
import { jobs, judgments, predictions, raters, runOutputs, runs } from "#db/schema.ts";
import { loadStudy } from "#db/views/study.ts";
import { clearJob } from "#workers/jobs/clear.ts";
import { answerOf, label, take } from "./hands.ts";
import { newWorld, predict, type World } from "./world.ts";

const classes = ["red", "green", "blue"];

/** A world with a second finished machine, a rater like any other. */
function twoMachines(): { world: World; second: number } {
  const world = newWorld(
    Array.from({ length: 60 }, () => 0.5),
    { classes },
  );
  const { db } = world.database;
  const first = listRuns(db, world.project().id)[0] ?? expect.unreachable("no run");
  const add = (runId: number, name: string) =>
    db
      .insert(raters)
      .values({ projectId: first.projectId, kind: "machine", source: "run", name, runId })
      .run();
  add(first.id, first.name);
  const second = db
    .insert(runs)
    .values({ ...first, id: undefined, name: "second" })
    .returning()
    .get().id;
  add(second, "second");
  predict(db, second, world.itemIds, (i) => ({ top: (i + Number(i % 4 === 0)) % 3, confidence: 0.5 }), 3);
  return { world, second };
}

async function clear({ database: { db, folder } }: World) {
  const job = claimJob(db, "worker", "other", 10) ?? expect.unreachable("no job waits");
  const context = { db, dir: dataDir(folder), fence: fenceOf(job), log: pino({ level: "silent" }) };
  const rest = { now: () => 11, report: () => undefined, cancelled: () => false };
  await clearJob.run({ ...context, ...rest }, job.payload);
  return findJob(db, job.id)?.state;
}

test("a deleted run is gone from lists, raters and study at once, then its predictions and files; answers and the other run stay", async () => {
  const { world, second } = twoMachines();
  const { db, folder } = world.database;
  const projectId = world.project().id;
  // somebody answered because of it
  expect(await changeTeam(db, world.project(), { runId: second, policy: "threshold" }, 2)).toMatchObject({
    ok: true,
  });
  const [task] = take(world, 0);
  answerOf(world, 0, label(task?.lease ?? "", 1));
  const answered = db.select().from(judgments).all();
  const routing = () => deleteRun(db, world.project(), second, 3);
  expect(routing()).toMatchObject({ ok: false });
  const first = listRuns(db, projectId).at(-1)?.id ?? -1;
  await changeTeam(db, world.project(), { runId: first, policy: "threshold" }, 4);
  for (const id of [first, second]) {
    mkdirSync(dirname(modelPath(dataDir(folder), id)), { recursive: true });
    writeFileSync(modelPath(dataDir(folder), id), "weights");
  }
  expect(loadStudy(db, world.project()).study.raters.map(({ id }) => id)).toContain(`run-${second}`);

  expect(routing()).toMatchObject({ ok: true });
  expect(listRuns(db, projectId).map(({ id }) => id)).toEqual([first]);
  expect(projectRun(db, projectId, second)).toBeUndefined();
  expect(findRun(db, second)?.name).toBe("second");
  expect(listRaters(db, projectId).some(({ runId }) => runId === second)).toBe(false);
  expect(loadStudy(db, world.project()).study.raters.map(({ id }) => id)).not.toContain(`run-${second}`);
  expect(routing()).toMatchObject({ ok: false }); // once is enough

  expect(await clear(world)).toBe("finished");
  const left = (table: typeof predictions | typeof runOutputs, id: number) =>
    db.select().from(table).where(eq(table.runId, id)).all().length;
  expect([left(predictions, second), left(runOutputs, second)]).toEqual([0, 0]);
  expect([left(predictions, first), left(runOutputs, first)]).toEqual([60, 1]);
  expect([first, second].map((id) => existsSync(modelPath(dataDir(folder), id)))).toEqual([true, false]);
  expect(db.select().from(judgments).all()).toEqual(answered);
  expect(answered.some(({ runId }) => runId === second)).toBe(true);
  // its name is free
  expect(renameRun(db, world.project(), first, { name: "second", note: "" }, 5)).toMatchObject({ ok: true });
});

test.each([
  [
    "it waits or goes on",
    (db: World["database"]["db"], id: number) =>
      db.update(runs).set({ state: "running" }).where(eq(runs.id, id)).run(),
  ],
  [
    "a policy is being fitted to it",
    (db: World["database"]["db"], runId: number, projectId: number) =>
      enqueue(db, { kind: "fit", payload: { runId }, projectId, createdBy: null }, 1),
  ],
  [
    "machines are being combined",
    (db: World["database"]["db"], _: number, projectId: number) =>
      enqueue(db, { kind: "combine", payload: { runId: 99 }, projectId, createdBy: null }, 1),
  ],
])("a run stays while %s", (_, busy) => {
  const { world, second } = twoMachines();
  const { db } = world.database;
  busy(db, second, world.project().id);
  const before = db.select().from(jobs).all().length;
  expect(deleteRun(db, world.project(), second, 3)).toMatchObject({ ok: false });
  expect(findRun(db, second)?.deletedAt).toBeNull();
  expect(db.select().from(jobs).all()).toHaveLength(before);
});

test("a new name reaches the rater and the study; a name that is taken is refused", () => {
  const { world, second } = twoMachines();
  const { db } = world.database;
  const before = loadStudy(db, world.project()).revision;
  expect(renameRun(db, world.project(), second, { name: "run", note: "" }, 3)).toMatchObject({ ok: false });
  expect(renameRun(db, world.project(), second, { name: "Better", note: "look\nhere" }, 3)).toMatchObject({
    ok: true,
  });
  expect(findRun(db, second)).toMatchObject({ name: "Better", note: "look\nhere" });
  expect(listRaters(db, world.project().id).map(({ name }) => name)).toContain("Better");
  const study = loadStudy(db, world.project());
  expect(study.study.raters.map(({ name }) => name)).toContain("Better");
  expect(study.revision).toBeGreaterThan(before);
});

test("several runs on the items with gold that all of them predicted", () => {
  const { world, second } = twoMachines();
  const { db } = world.database;
  db.delete(predictions)
    .where(eq(predictions.itemId, world.itemIds[1] ?? -1))
    .run();
  const first = listRuns(db, world.project().id).at(-1)?.id ?? -1;
  const { items, machines } = compareMany(db, world.project(), [first, second]);
  expect(items).toBe(59);
  expect(machines.map(({ accuracy }) => accuracy.right)).toEqual([59, 59 - 15]);
  expect(machines[1]).toMatchObject({ verdict: "worse" });
  expect(machines[1]?.classes).toHaveLength(3);
});
