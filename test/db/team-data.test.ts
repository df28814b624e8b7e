import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { items, judgments, projects } from "#db/schema.ts";
import { teamDataOf } from "#db/teaming/team-data.ts";
import { answersTo } from "#lib/teaming/team-data.ts";
import { answerOf, label, take } from "./hands.ts";
import { newWorld, type World } from "./world.ts";

const classes = ["red", "green", "blue"];
const dataOf = (world: World, limits?: Parameters<typeof teamDataOf>[3]) =>
  teamDataOf(world.database.db, world.project(), world.project().activeRunId ?? -1, limits);
const forgetGold = ({ database: { db } }: World) => db.update(items).set({ gold: null }).run();

function answerAll(world: World, who: number): void {
  for (let i = 0; ; i++) {
    const [task] = take(world, who, { now: 1000 + i, random: () => 0.99 });
    if (!task) return;
    answerOf(world, who, label(task.lease, 1), { now: 1001 + i });
  }
}

test("people's answers, gold, and how many items each stands for", () => {
  const world = newWorld([0.4, 0.9, 0.95, 0.5], {
    classes,
    eta: 0.6,
    auditRate: 0.1,
    draws: [0.9, 0.05, 0.9, 0.9],
  });
  answerAll(world, 0);
  expect(dataOf(world)).toMatchObject({ answers: 3, gold: 4, imported: 0 });
  forgetGold(world);
  const { data, items: ids, gold } = dataOf(world);
  expect(gold).toBe(0);
  // deferred ones for themselves; the audited one for ten like it, and so for five
  const at = (place: number) => [...ids].indexOf(world.itemIds[place] ?? -1);
  expect([0, 1, 3].map((place) => data.weight[at(place)])).toEqual([1, 5, 1]);
  expect(at(2)).toBe(-1); // nobody was asked, and its class is not known
  expect(answersTo(data, at(1))).toEqual([{ rater: expect.any(Number) as number, label: 1 }]);
  const { id } = world.database.db.select().from(judgments).get() ?? {};
  expect(id).toBeDefined();
});

test("an item that was audited, and deferred once η was another, was sent for certain", () => {
  const world = newWorld([0.9], { classes, eta: 0.6, auditRate: 0.1, draws: [0.05], overlap: 2, people: 2 });
  answerAll(world, 0);
  world.database.db.update(projects).set({ eta: 0.95 }).run();
  answerAll(world, 1);
  forgetGold(world);
  const { data, answers } = dataOf(world);
  expect(answers).toBe(2);
  expect([...data.weight]).toEqual([1]);
});

test("more items than are wanted: some of them, the same ones each time", () => {
  const world = newWorld(
    Array.from({ length: 40 }, () => 0.5),
    { classes, eta: 0.6 },
  );
  answerAll(world, 0);
  forgetGold(world);
  const limits = { answered: 10, gold: 10, imported: 10 };
  const first = dataOf(world, limits);
  expect(first.items).toHaveLength(10);
  expect(dataOf(world, limits).items).toEqual(first.items);
});

test("while people have said little, imported labels of items that the machine learnt from say how people err", () => {
  const world = newWorld([null, null, 0.5], { classes, eta: 0.6 });
  const { db } = world.database;
  forgetGold(world);
  db.update(items)
    .set({ split: "train" })
    .where(eq(items.id, world.itemIds[0] ?? -1))
    .run();
  const column = { raterId: 1, projectId: 1, outcome: "label", label: 2, receivedAt: 1 } as const;
  for (const itemId of world.itemIds)
    db.insert(judgments)
      .values({ ...column, itemId })
      .run();
  const { imported, items: ids } = dataOf(world);
  expect(imported).toBe(1);
  expect([...ids]).toEqual([world.itemIds[0]]);
});
