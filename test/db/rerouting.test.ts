import { and, eq, ne } from "drizzle-orm";
import { expect, test } from "vitest";
import { changeSettings, projectSettings } from "#db/dataset/projects.ts";
import { rerouting } from "#db/labelling/rerouting.ts";
import { routes, runs } from "#db/schema.ts";
import { answerOf, label, take, undo } from "./hands.ts";
import { newWorld, predict, routeBy, type World } from "./world.ts";

/** A second run that is sure where the first is not. */
function otherRun(world: World): number {
  const { db } = world.database;
  const first = db.select().from(runs).get();
  if (!first) throw new Error("no run");
  const { id } = db
    .insert(runs)
    .values({ ...first, id: undefined, name: "other", jobId: null })
    .returning()
    .get();
  predict(db, id, world.itemIds, (i) => ({ top: 0, confidence: 1 - i / world.itemIds.length }));
  return id;
}

const rowsOf = (world: World, generation: number) =>
  world.database.db
    .select()
    .from(routes)
    .where(eq(routes.generation, generation))
    .orderBy(routes.itemId)
    .all()
    .map((row) => ({ ...row, generation: 0 }));

const inForce = (world: World) => rowsOf(world, world.project().routesGeneration);

const start = (world: World, runId: number, batch = 2) =>
  rerouting(
    world.database.db,
    world.project().id,
    5,
    () => ({ activeRunId: runId }),
    () => "done",
    batch,
  );

test("answers, leases and undos during a change of run count in the new routes as well", () => {
  const world = newWorld([0.1, 0.2, 0.3, 0.4, 0.5, 0.55], { people: 3, overlap: 2 });
  const runId = otherRun(world);
  const steps = start(world, runId);
  for (let step = steps.next(), i = 0; !step.done; step = steps.next(), i++) {
    const [task] = take(world, i % 3, { now: 1000 + i });
    if (task && i % 3 !== 1) answerOf(world, i % 3, label(task.lease, 0), { now: 1000 + i });
    if (i === 2) undo(world, 2, 1100);
  }
  expect(world.project().activeRunId).toBe(runId);
  const found = inForce(world);
  expect(found.some(({ answers }) => answers > 0)).toBe(true);
  expect(found.some(({ held }) => held > 0)).toBe(true);
  routeBy(world.database.db, world.project().id, {});
  expect(inForce(world)).toEqual(found);
});

test("a process that dies in between changes nothing, and what it left is swept by the next", () => {
  const world = newWorld([0.1, 0.2, 0.3, 0.4]);
  const { db } = world.database;
  const runId = otherRun(world);
  const before = [world.project(), inForce(world)];
  const dead = start(world, runId);
  dead.next();
  dead.next();
  expect([world.project().activeRunId, inForce(world)]).toEqual([
    (before[0] as { activeRunId: number }).activeRunId,
    before[1],
  ]);
  routeBy(db, world.project().id, { activeRunId: runId });
  const { routesGeneration } = world.project();
  expect(db.select().from(routes).where(ne(routes.generation, routesGeneration)).all()).toEqual([]);
  expect(
    db
      .select()
      .from(routes)
      .where(and(eq(routes.generation, routesGeneration)))
      .all(),
  ).toHaveLength(4);
});

test("of two changes at once the later to begin wins, and the one that it overtook is made again on top", () => {
  const world = newWorld([0.1, 0.2, 0.3, 0.4], { overlap: 1 });
  const runId = otherRun(world);
  const slow = start(world, runId);
  slow.next();
  routeBy(world.database.db, world.project().id, { overlap: 3 });
  for (let step = slow.next(); !step.done; step = slow.next());
  expect(world.project()).toMatchObject({ activeRunId: runId, overlap: 3 });
  expect(inForce(world)).toHaveLength(4);
  expect(inForce(world).every(({ overlap }) => overlap === 3)).toBe(true);
});

test("a page opened before somebody else changed the overlap saves the one it shows, routes included", async () => {
  const world = newWorld([0.1, 0.2], { overlap: 1 });
  const opened = world.project();
  routeBy(world.database.db, opened.id, { overlap: 3 });
  await changeSettings(world.database.db, opened, projectSettings.parse(opened), 1);
  expect(world.project().overlap).toBe(1);
  expect(inForce(world).map(({ overlap }) => overlap)).toEqual([1, 1]);
});
