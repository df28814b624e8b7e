import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { applyChange, changesQueue, countChanged } from "#db/changes/apply.ts";
import {
  askForChange,
  askToUndo,
  findChange,
  type Selection,
  type WantedChange,
} from "#db/changes/change.ts";
import { exportedItems } from "#db/exports/items.ts";
import { deskOf, forgetAll } from "#db/labelling/desk.ts";
import { submitAnswer } from "#db/labelling/judgments.ts";
import { leaseTasks } from "#db/labelling/queue.ts";
import { tallyOf } from "#db/labelling/tally.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { trainingLabels } from "#db/machines/label-sources.ts";
import { changes, items, jobs } from "#db/schema.ts";
import { countItems, everyItem } from "#db/views/items/gallery.ts";
import { itemView } from "#db/views/items/item.ts";
import { loadProject } from "#db/views/load.ts";
import { authorize } from "#db/access.ts";
import { readBrowse } from "#lib/items/filter.ts";
import { Expected } from "#lib/expected.ts";
import { sampleTime } from "../sample-time.ts";
import { newWorld, routeBy, type World } from "./world.ts";

const never = () => false;

/** As the job does it. @param stopAfter parts of the first attempt, which is then killed */
async function doIt(world: World, id: number, undo = false, stopAfter = Infinity): Promise<void> {
  const { db } = world.database;
  const project = world.project();
  const change = findChange(db, id);
  if (!change) throw new Error("no such change");
  let parts = 0;
  const stopped = () => ++parts > stopAfter;
  if (stopAfter < Infinity) await applyChange(db, null, project, change, undo, () => null, stopped);
  await applyChange(db, null, project, change, undo, () => null, never);
  db.update(changes)
    .set(undo ? { undoneAt: 2 } : { doneAt: 1, items: countChanged(db, change) })
    .where(eq(changes.id, id))
    .run();
  db.update(jobs).set({ state: "finished" }).run();
  if (changesQueue(change)) routeBy(db, project.id, {});
}

async function change(world: World, wanted: WantedChange, selection: Selection): Promise<number> {
  const id = askForChange(world.database.db, world.project(), wanted, selection, 1);
  await doIt(world, id);
  return id;
}

const fitting = (world: World, search: string) =>
  [...everyItem(world.database.db, world.project(), readBrowse(search))].flat();

/** Takes what comes next, and answers it. @returns the item; null where there is nothing */
function answerNext(world: World, who: number, label = 0): { item: number; inclusion: number } | null {
  const person = world.people[who];
  if (!person) throw new Error("nobody");
  return inTurn(world.database.db, (desk) => {
    const project = authorize(person, world.project(), "annotator", null);
    if (!project) throw new Error("may not annotate");
    const claim = { userId: person.id, held: [], want: 1, now: 1000 + who, random: () => 0.9 };
    const lease = leaseTasks(desk, project, claim)[0]?.lease;
    if (lease === undefined) return null;
    const row = desk.sqlite
      .prepare<[string], { item: number; inclusion: number }>(
        "select itemId as item, inclusion from leases where id = ?",
      )
      .get(lease);
    submitAnswer(desk, project, { lease, outcome: "label", label, time: sampleTime }, claim);
    return row ?? null;
  });
}

test("a split is set by filter and taken back, item by item as it was; an attempt that was killed goes on", async () => {
  const world = newWorld(Array.from({ length: 1000 }, (_, i) => (i % 100) / 100));
  const { db } = world.database;
  db.update(items).set({ split: null }).where(eq(items.gold, 0)).run();
  const before = db.select({ id: items.id, split: items.split }).from(items).all();
  const wanted = { kind: "split", value: "train" } as const;
  const search = "confidence=0.5-1&sort=confidence";
  const id = askForChange(db, world.project(), wanted, { search }, 1);
  await doIt(world, id, false, 1);
  const train = fitting(world, "split=train");
  expect(train).toHaveLength(500);
  expect(fitting(world, search).sort((a, b) => a - b)).toEqual(train);
  expect(findChange(db, id)?.items).toBe(500);
  // one item was moved again since, and keeps what it is now
  const [moved = 0] = train;
  await change(world, { kind: "split", value: "test" }, { ids: [moved] });
  expect(itemView(db, world.project(), moved)?.changes.map(({ before: was }) => was)).toEqual([
    before.find((row) => row.id === moved)?.split ?? null,
    "train",
  ]);
  askToUndo(db, world.project(), id, 2);
  await doIt(world, id, true, 1);
  expect(db.select({ id: items.id, split: items.split }).from(items).all()).toEqual(
    before.map((row) => (row.id === moved ? { ...row, split: "test" } : row)),
  );
  expect(() => askToUndo(db, world.project(), id, 3)).toThrow(Expected);
});

test("tags are found by, and taken away; undoing removes only those that the change has made", async () => {
  const world = newWorld(Array.from({ length: 20 }, () => 0.5));
  const [first = 0, second = 0, third = 0] = world.itemIds;
  await change(world, { kind: "tag", value: "odd one" }, { ids: [first] });
  const more = await change(
    world,
    { kind: "tag", value: "odd one" },
    { ids: [first, second, third, 99_999] },
  );
  expect(fitting(world, "tag=odd+one")).toEqual([first, second, third]);
  expect(findChange(world.database.db, more)?.items).toBe(2);
  askToUndo(world.database.db, world.project(), more, 2);
  await doIt(world, more, true);
  expect(fitting(world, "tag=odd+one")).toEqual([first]);
  const taken = await change(world, { kind: "untag", value: "odd one" }, { search: "" });
  expect(fitting(world, "tag=odd+one")).toEqual([]);
  askToUndo(world.database.db, world.project(), taken, 3);
  await doIt(world, taken, true);
  expect(fitting(world, "tag=odd+one")).toEqual([first]);
});

test("what is set aside is neither asked nor learnt from nor studied nor exported, and comes back whole", async () => {
  const world = newWorld([0.1, 0.2, 0.3, 0.9]);
  const { db, sqlite } = world.database;
  const project = () => world.project();
  const column =
    sqlite.prepare<[], number>("select id from raters where source = 'column'").pluck().get() ?? 0;
  for (const id of world.itemIds)
    sqlite
      .prepare(
        "insert into judgments (projectId, itemId, raterId, outcome, label, receivedAt) values (?, ?, ?, 'label', 1, 1)",
      )
      .run(project().id, id, column);
  const seen = () => ({
    exported: [...exportedItems(db, project(), { names: false })].flat().map(({ item }) => item),
    learnt: trainingLabels(db, project().id, { raterId: column, pool: null }, true).map(
      ({ ordinal }) => ordinal,
    ),
    known: [...loadProject(db, project()).gold].filter((gold) => gold >= 0).length,
    counted: countItems(db, project(), readBrowse(""), { ms: 1, now: () => 0 }).n,
    routed: sqlite
      .prepare("select count(*) from routes where generation = ?")
      .pluck()
      .get(project().routesGeneration),
  });
  const before = seen();
  expect(before).toMatchObject({ learnt: [0, 1, 2, 3], known: 4, counted: 4, routed: 4 });
  const id = await change(world, { kind: "aside", value: null }, { ids: world.itemIds.slice(0, 2) });
  expect(seen()).toEqual({ exported: ["2.png", "3.png"], learnt: [2, 3], known: 2, counted: 2, routed: 2 });
  expect(answerNext(world, 0)?.item).toBe(world.itemIds[2]);
  expect(fitting(world, "aside=only")).toEqual(world.itemIds.slice(0, 2));
  expect(fitting(world, "aside=too")).toEqual(world.itemIds);
  askToUndo(db, project(), id, 2);
  await doIt(world, id, true);
  expect(seen()).toEqual(before);
});

test("what is sent to people comes first, is asked of so many more, of nobody twice, and is counted", async () => {
  const world = newWorld([0.1, 0.2, 0.95, 0.97, 0.99], { people: 4, overlap: 1, auditRate: 0 });
  const { db } = world.database;
  const [unsure = 0, , , kept = 0] = world.itemIds;
  expect(answerNext(world, 0)?.item).toBe(unsure);
  await change(world, { kind: "ask", value: "2" }, { ids: [kept, unsure] });
  const open = () => ({ ...tallyOf(deskOf(db), world.project()).open });
  expect(open()).toEqual({ wanted: 2, deferred: 0, audit: 0 }); // the next one is held already
  const given = [1, 1, 2, 2, 0, 3].map((who) => answerNext(world, who));
  // persons 1 and 2 take both; person 0 has answered the first one already
  expect(given.slice(0, 4)).toEqual([
    ...[unsure, kept, unsure, kept].map((item) => ({ item, inclusion: 1 })),
  ]);
  expect(given.slice(4).map((each) => each?.item)).toEqual([world.itemIds[1], undefined]);
  const counted = open();
  expect(counted).toEqual({ wanted: 0, deferred: 0, audit: 0 });
  forgetAll(deskOf(db));
  expect(open()).toEqual(counted);
  // another machine or overlap does not forget it
  routeBy(db, world.project().id, { overlap: 1 });
  expect(open()).toEqual(counted);
});
