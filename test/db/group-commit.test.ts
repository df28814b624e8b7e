import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { groupCommit } from "#db/labelling/group-commit.ts";
import { leaseTasks } from "#db/labelling/queue.ts";
import { queueState } from "#db/labelling/routes.ts";
import { leases } from "#db/schema.ts";
import { claim, person } from "./hands.ts";
import { newWorld } from "./world.ts";

const monotonic = () => performance.now();

test("what arrives together shares a transaction, and is on the disk when it is acknowledged", async () => {
  const world = newWorld(Array<number>(20).fill(0.1), { people: 10 });
  const commits: number[] = [];
  const group = groupCommit(world.database.db, monotonic, ({ works }) => commits.push(works));
  const other = new Database(world.database.path, { readonly: true });
  const held = other.prepare("select count(*) from leases").pluck();
  const seen = await Promise.all(
    world.people.map((_, i) =>
      group
        .run((desk) => leaseTasks(desk, world.annotate(), claim(person(world, i))))
        .then((tasks) => [tasks.length, held.get()]),
    ),
  );
  other.close();
  expect(commits).toEqual([10]);
  expect(seen).toEqual(Array(10).fill([1, 10]));
});

test("a piece of work that fails fails alone, and leaves no trace in the counters", async () => {
  const world = newWorld([0.1, 0.2, 0.3], { people: 3 });
  const { db } = world.database;
  const group = groupCommit(db, monotonic);
  const work = (i: number, fail: boolean) =>
    group.run((desk) => {
      const tasks = leaseTasks(desk, world.annotate(), claim(person(world, i)));
      if (fail) throw new Error("out of luck");
      return tasks.length;
    });
  const results = await Promise.allSettled([work(0, false), work(1, true), work(2, false)]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(db.select().from(leases).all()).toHaveLength(2);
  // taken by no one: two are held, one is free
  const next = await group.run((desk) =>
    leaseTasks(desk, world.annotate(), claim(person(world, 1), { want: 5 })),
  );
  expect(next).toHaveLength(1);
  expect(queueState(db, world.project())).toMatchObject({ deferred: 3, deferredDone: 0 });
});

test("a locked database is waited for without standing still", async () => {
  const world = newWorld([0.1]); // its connection would wait for ten seconds
  const group = groupCommit(world.database.db, monotonic);
  const other = new Database(world.database.path);
  other.exec("begin exclusive");
  let done = false;
  const task = group
    .run((desk) => leaseTasks(desk, world.annotate(), claim(person(world, 0))))
    .finally(() => (done = true));
  let turns = 0;
  while (turns < 50) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    turns++;
  }
  expect(done).toBe(false);
  other.exec("rollback");
  other.close();
  expect(await task).toHaveLength(1);
});

test("after ten seconds of its own clock it gives up, and nothing has happened", async () => {
  const world = newWorld([0.1]); // its connection would wait for ten seconds
  let now = 0;
  const group = groupCommit(world.database.db, () => (now += 2000));
  const other = new Database(world.database.path);
  other.exec("begin exclusive");
  await expect(
    group.run((desk) => leaseTasks(desk, world.annotate(), claim(person(world, 0)))),
  ).rejects.toMatchObject({ code: "SQLITE_BUSY" });
  other.exec("rollback");
  other.close();
  expect(world.database.db.select().from(leases).all()).toEqual([]);
});
