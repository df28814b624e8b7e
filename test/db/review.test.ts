import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { exportedItems } from "#db/exports/items.ts";
import { queueState } from "#db/labelling/routes.ts";
import { flagsOf } from "#db/labelling/flags.ts";
import { decideItem, dismissFlags, standingDecisions, takeDecisionBack } from "#db/labelling/review.ts";
import { teamLabels } from "#db/machines/team-labels.ts";
import { auditLog, decisions, flags, items } from "#db/schema.ts";
import { disputes } from "#db/views/disputes.ts";
import { loadStudy } from "#db/views/study.ts";
import { teamView } from "#db/views/team.ts";
import { answerOf, label, person, take, undo } from "./hands.ts";
import { newWorld, type World } from "./world.ts";

/** Two people answer every item, the least sure first; gold is known of none unless `gold`. */
function disputed(given: readonly [number, number][], gold = false): World {
  const world = newWorld(
    given.map((_, i) => 0.1 + 0.01 * i),
    { people: 2, overlap: 2 },
  );
  const { db } = world.database;
  if (!gold) db.update(items).set({ gold: null }).run();
  given.forEach((pair, i) =>
    pair.forEach((said, who) => {
      const now = 1000 + 100 * i + who;
      const [task] = take(world, who, { now });
      if (task) answerOf(world, who, label(task.lease, said), { now: now + 10 });
    }),
  );
  return world;
}

const itemAt = (world: World, i: number) =>
  world.database.db
    .select()
    .from(items)
    .where(eq(items.id, world.itemIds[i] ?? -1))
    .get();

test("disagreements are those that stand, most disputed first; a decision takes one off the list, an undo puts it back", () => {
  const world = disputed([
    [0, 0],
    [1, 2],
    [2, 0],
  ]);
  const { db } = world.database;
  const open = () =>
    disputes(db, world.project(), 10).first.map(({ itemId }) => world.itemIds.indexOf(itemId));
  expect(open()).toEqual([1, 2]);
  expect(disputes(db, world.project(), 1)).toMatchObject({
    ...{ open: 2, decided: 0 },
    first: [
      {
        answers: [
          { label: 1, name: "Person 0" },
          { label: 2, source: "person" },
        ],
        gold: null,
        machine: { label: 1 },
      },
    ],
  });
  undo(world, 1, 5000); // the other answer to the last one
  expect(open()).toEqual([1]);
  const itemId = world.itemIds[1] ?? -1;
  expect(decideItem(db, world.project(), { itemId, label: 2, gold: false }, 6000)).toMatchObject({
    ok: true,
  });
  expect(open()).toEqual([]);
  expect(disputes(db, world.project(), 10)).toMatchObject({ open: 0, decided: 1 });
  expect(standingDecisions(db, world.project().id, 5)).toMatchObject([
    { itemId, label: 2, at: 6000, gold: false, answers: 2 },
  ]);
  takeDecisionBack(db, world.project(), itemId, 7000);
  expect(open()).toEqual([1]);
  expect(takeDecisionBack(db, world.project(), itemId, 7000).ok).toBe(false);
  expect(decideItem(db, world.project(), { itemId: 999, label: 0, gold: false }, 1).ok).toBe(false);
  expect(decideItem(db, world.project(), { itemId, label: 30, gold: false }, 1).ok).toBe(false);
});

test("gold from a decision has its provenance, goes with it, and never touches gold that came with the data", () => {
  const world = disputed([
    [1, 2],
    [1, 0],
  ]);
  const { db } = world.database;
  const [first = -1, second = -1] = world.itemIds;
  db.update(items).set({ gold: 1 }).where(eq(items.id, second)).run();
  const decide = (itemId: number, given: number | null, gold: boolean) => {
    const done = decideItem(db, world.project(), { itemId, label: given, gold }, 6000);
    return done.ok ? done.value.gold : done.message;
  };
  expect(decide(first, 2, true)).toBe("set");
  expect(itemAt(world, 0)?.gold).toBe(2);
  const from = db
    .select()
    .from(decisions)
    .where(eq(decisions.judgmentId, itemAt(world, 0)?.goldFrom ?? -1))
    .get();
  expect(from).toMatchObject({ gold: true });
  expect(from?.between).toHaveLength(2);
  expect(decide(first, 1, true)).toBe("set");
  expect(itemAt(world, 0)?.gold).toBe(1);
  expect(decide(first, null, true)).toBe("removed");
  expect(itemAt(world, 0)).toMatchObject({ gold: null, goldFrom: null });
  expect(decide(second, 0, true)).toBe("kept");
  expect(itemAt(world, 1)).toMatchObject({ gold: 1, goldFrom: null });
  expect(db.select().from(auditLog).where(eq(auditLog.action, "review.decide")).all()).toHaveLength(4);
  const exported = [...exportedItems(db, world.project(), { names: false })].flat();
  expect(exported.map(({ gold, goldSource, review }) => ({ gold, goldSource, review }))).toEqual([
    { gold: null, goldSource: null, review: { label: null, at: 6000 } },
    { gold: "green", goldSource: "data", review: { label: "red", at: 6000 } },
  ]);
  decide(first, 2, true);
  const [again] = [...exportedItems(db, world.project(), { names: false })].flat();
  expect(again).toMatchObject({ gold: "blue", goldSource: "review", review: { label: "blue" } });
  expect(
    again?.judgments.filter(({ raterSource }) => raterSource === "review").map(({ current }) => current),
  ).toEqual([false, false, false, true]);
});

test("no accuracy, queue, study or belief goes by a decision; the next machine learns it as it is", () => {
  const world = disputed(
    [
      [1, 2],
      [1, 1],
      [2, 2],
    ],
    true,
  );
  const { db } = world.database;
  db.update(items)
    .set({ gold: null })
    .where(eq(items.id, world.itemIds[0] ?? -1))
    .run();
  const measured = () => {
    const view = { ...teamView(db, world.project()), cursor: 0 };
    const { study } = loadStudy(db, world.project());
    return structuredClone({
      view,
      queue: queueState(db, world.project()),
      gold: study.gold,
      raters: study.raters.map(({ id, answers }) => [id, answers]),
    });
  };
  const before = measured();
  decideItem(db, world.project(), { itemId: world.itemIds[0] ?? -1, label: 0, gold: true }, 6000);
  expect(itemAt(world, 0)?.gold).toBe(0);
  expect(measured()).toEqual(before);
  const { ordinals, labels } = teamLabels(db, world.project().id, true);
  expect(labels[ordinals.indexOf(0)]).toBe(0);
  expect([...labels.slice(1)]).toEqual([1, 2]);
});

test("flags come first, with or without answers; a decision or a word deals with them", () => {
  const world = disputed([
    [0, 0],
    [1, 2],
    [0, 0],
  ]);
  const { db } = world.database;
  const flag = (i: number, who: number, comment: string) =>
    db
      .insert(flags)
      .values({
        ...{ key: `${i} ${who}`, leaseId: "-", projectId: world.project().id, comment, createdAt: 1 },
        ...{ itemId: world.itemIds[i] ?? -1, userId: person(world, who) },
      })
      .run();
  flag(2, 0, "blurred");
  flag(2, 1, "two things");
  flag(0, 1, "odd");
  const seen = () => {
    const { first, flagged, open } = disputes(db, world.project(), 10);
    return {
      flagged,
      open,
      first: first.map(({ itemId, flags: all }) => [world.itemIds.indexOf(itemId), all.length]),
    };
  };
  expect(seen()).toEqual({
    ...{ flagged: 2, open: 1 },
    first: [
      [2, 2],
      [0, 1],
      [1, 0],
    ],
  });
  decideItem(db, world.project(), { itemId: world.itemIds[2] ?? -1, label: 1, gold: false }, 6000);
  expect(flagsOf(db, world.itemIds[2] ?? -1).map(({ resolution }) => resolution)).toEqual([
    "Decided: green",
    "Decided: green",
  ]);
  expect(dismissFlags(db, world.project(), world.itemIds[0] ?? -1, 7000)).toMatchObject({
    value: { flags: 1 },
  });
  expect(dismissFlags(db, world.project(), world.itemIds[0] ?? -1, 7000).ok).toBe(false);
  expect(seen()).toEqual({ flagged: 0, open: 1, first: [[1, 0]] });
  // taken back, also after another one took its place: what it dealt with waits again, but for a newer flag of the same person
  decideItem(db, world.project(), { itemId: world.itemIds[2] ?? -1, label: 0, gold: false }, 8000);
  db.insert(flags)
    .values({
      ...{ key: "newer", leaseId: "-", projectId: world.project().id, comment: "still", createdAt: 2 },
      ...{ itemId: world.itemIds[2] ?? -1, userId: person(world, 0) },
    })
    .run();
  takeDecisionBack(db, world.project(), world.itemIds[2] ?? -1, 9000);
  expect(flagsOf(db, world.itemIds[2] ?? -1).map(({ comment, resolvedAt }) => [comment, resolvedAt])).toEqual(
    [
      ["blurred", 6000],
      ["two things", null],
      ["still", null],
    ],
  );
  // what was left as it is has not been decided, and stays
  expect(flagsOf(db, world.itemIds[0] ?? -1).map(({ resolvedAt }) => resolvedAt)).toEqual([7000]);
});
