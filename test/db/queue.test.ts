import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { authorize } from "#db/access.ts";
import { listProjects, setEta } from "#db/dataset/projects.ts";
import { deferredByEta, etaSteps, queueState } from "#db/labelling/routes.ts";
import { handAt } from "#db/labelling/shift.ts";
import { leases, projects } from "#db/schema.ts";
import { newWorld } from "./world.ts";
import {
  answerOf,
  atDesk,
  giveBack,
  label,
  person,
  progress,
  served,
  take,
  undo,
  waitingFor,
} from "./hands.ts";

describe("which items are deferred", () => {
  test("confidence ≤ η, equality included, least confident first", () => {
    const world = newWorld([0.9, 0.6, 0.3, 0.61, 0.1]);
    expect(served(world, take(world, 0, { want: 10 }))).toEqual([4, 2, 1]);
  });

  test("an item without a valid confidence always defers, even at η = 0, and goes first", () => {
    const world = newWorld([0.2, null, 0], { eta: 0 });
    expect(served(world, take(world, 0, { want: 10 }))).toEqual([1, 2]);
  });

  test("η = 1 defers everything, a confidence of exactly 1 included", () => {
    const world = newWorld([1, 0.5, null], { eta: 1 });
    expect(served(world, take(world, 0, { want: 10 }))).toEqual([2, 1, 0]);
  });

  test("moving η re-routes at once", () => {
    const world = newWorld([0.5, 0.8]);
    setEta(world.database.db, world.project(), 0.8, 5);
    expect(served(world, take(world, 0, { want: 10 }))).toEqual([0, 1]);
  });

  test("the slider's counts are those of the queue, at every step", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.double({ min: 0, max: 1, noNaN: true }),
            fc.integer({ min: 0, max: 1000 }).map((k) => k / 1000),
          ),
          {
            minLength: 1,
            maxLength: 30,
          },
        ),
        fc.integer({ min: 0, max: etaSteps }),
        (confidences, k) => {
          const world = newWorld(confidences);
          const eta = k / etaSteps;
          const counts = deferredByEta(world.database.db, world.project().id);
          expect(counts[k]).toBe(confidences.filter((confidence) => confidence <= eta).length);
          expect(counts[k]).toBe(queueState(world.database.db, { ...world.project(), eta }).deferred);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("who gets what", () => {
  test("two people never hold the same slot; with overlap 2 they share", () => {
    const one = newWorld([0.1, 0.2]);
    expect(served(one, take(one, 0))).toEqual([0]);
    expect(served(one, take(one, 1))).toEqual([1]);
    const two = newWorld([0.1, 0.2], { overlap: 2 });
    expect(served(two, take(two, 0))).toEqual([0]);
    expect(served(two, take(two, 1))).toEqual([0]);
  });

  test("the same page gets its own tasks back after a reload", () => {
    const world = newWorld([0.1, 0.2, 0.3]);
    const before = take(world, 0, { want: 2 });
    expect(take(world, 0, { want: 2 })).toEqual(before);
    expect(take(world, 0, { want: 2, held: before.map((task) => task.lease) })).toEqual([]);
  });

  test("a lease that ran out frees the item; a renewed one does not run out", () => {
    const world = newWorld([0.1], { leaseSeconds: 60 });
    const [task] = take(world, 0, { now: 0 });
    expect(take(world, 1, { now: 59_000 })).toEqual([]);
    take(world, 0, { now: 59_000, held: [task?.lease ?? ""] });
    expect(take(world, 1, { now: 100_000 })).toEqual([]);
    expect(served(world, take(world, 1, { now: 120_000 }))).toEqual([0]);
  });

  test("released tasks are free at once, but only one's own", () => {
    const world = newWorld([0.1]);
    const ids = take(world, 0).map((task) => task.lease);
    giveBack(world, 1, ids);
    expect(take(world, 1)).toEqual([]);
    expect(waitingFor(world, 1).heldByOthers).toBe(1);
    giveBack(world, 0, ids);
    expect(take(world, 1)).toHaveLength(1);
  });

  test("who is far ahead gets what became free behind them, and does not walk there again", () => {
    const world = newWorld(Array<number>(60).fill(0.1), { people: 2, overlap: 2 });
    const given: string[] = [];
    for (let i = 0; i < 40; i++)
      for (const { lease } of take(world, 0)) {
        answerOf(world, 0, label(lease, 0));
        given.push(lease);
      }
    const place = () =>
      atDesk(world, (desk) => handAt(desk, world.project(), person(world, 0)).places.deferred.item);
    const before = place();
    // The first item has one answer; held as well it is closed, and opens again.
    giveBack(
      world,
      1,
      take(world, 1).map(({ lease }) => lease),
    );
    const back = undo(world, 0, 2000, given[5]);
    giveBack(world, 0, back.ok ? [back.value.lease] : []);
    expect(place()).toBe(before);
    expect(served(world, take(world, 0, { want: 3 }))).toEqual([5, 40, 41]);
  });

  test("audited items: kept, drawn below the rate, in the order of their draw, with their probability", () => {
    const world = newWorld([0.9, 0.9, 0.9, 0.1], { auditRate: 0.3, draws: [0.2, 0.5, 0.1, 0.0] });
    const tasks = take(world, 0, { want: 10, random: () => 0 });
    expect(served(world, tasks)).toEqual([2, 0, 3]);
    const rows = world.database.db.select().from(leases).all();
    const probabilities = rows.map((row) => [world.itemIds.indexOf(row.itemId), row.reason, row.inclusion]);
    expect(probabilities.sort()).toEqual([
      [0, "audit", 0.3],
      [2, "audit", 0.3],
      [3, "deferred", 1],
    ]);
  });

  test("with k people the items handed out are the least confident free ones", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 5, maxLength: 30 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 20 }),
        (thousandths, turns) => {
          const world = newWorld(
            thousandths.map((value) => value / 1000),
            { people: 4 },
          );
          const order = thousandths
            .map((value, i) => ({ value, i }))
            .sort((a, b) => a.value - b.value || a.i - b.i)
            .map(({ i }) => i);
          const held = new Map<number, string[]>();
          for (const [turn, i] of turns.entries()) {
            if (turn >= order.length) break;
            const mine = held.get(i) ?? [];
            const tasks = take(world, i, { held: mine, want: mine.length + 1 });
            expect(served(world, tasks)).toEqual([order[turn]]);
            held.set(i, [...mine, ...tasks.map((task) => task.lease)]);
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("a person's own progress", () => {
  test("what they hold counts as left until it is answered; undo takes the answer out and the item back", () => {
    const world = newWorld([0.1, 0.2]);
    expect(progress(world, 0, 500)).toEqual({ today: 0, all: 0, left: 2 });
    const [first, second] = take(world, 0, { want: 2 });
    expect(progress(world, 0, 500)).toEqual({ today: 0, all: 0, left: 2 });
    answerOf(world, 0, label(first?.lease ?? "", 0), { now: 400 });
    answerOf(world, 0, label(second?.lease ?? "", 0));
    expect(progress(world, 0, 500)).toEqual({ today: 1, all: 2, left: 0 });
    undo(world, 0, 1000);
    expect(progress(world, 0, 500)).toEqual({ today: 0, all: 1, left: 1 });
  });

  test("what others hold to the full, and what one has answered oneself, is not left", () => {
    const world = newWorld([0.1, 0.2], { overlap: 2, people: 3 });
    const [mine] = take(world, 0);
    answerOf(world, 0, label(mine?.lease ?? "", 0));
    expect(progress(world, 0, 500).left).toBe(1);
    expect(progress(world, 1, 500).left).toBe(2);
    take(world, 1);
    expect(progress(world, 2, 500).left).toBe(1);
  });
});

test("an archived project is out of reach: no role may act on it, so nothing is handed out or taken", () => {
  const world = newWorld([0.1]);
  const { db } = world.database;
  db.update(projects).set({ archivedAt: 5 }).run();
  for (const role of ["annotator", "researcher", "admin"] as const)
    expect(authorize({ id: 1, role: "admin" }, world.project(), role, { role, annotates: true })).toBeNull();
  expect(listProjects(db)).toEqual([]);
});
