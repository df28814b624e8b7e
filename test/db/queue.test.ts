import { randomUUID } from "node:crypto";
import { and, eq, gt, TransactionRollbackError } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { authorize } from "#db/access.ts";
import { write } from "#db/client.ts";
import { type Answer, submitAnswer, undoAnswer } from "#db/labelling/judgments.ts";
import { changeSettings, listProjects, projectSettings, setEta } from "#db/dataset/projects.ts";
import { leaseTasks, releaseTasks, waiting } from "#db/labelling/queue.ts";
import { progressOf } from "#db/labelling/progress.ts";
import { deferredByEta, etaSteps, queueState, rebuildRoutes } from "#db/labelling/routes.ts";
import { judgments, leases, projects, routes } from "#db/schema.ts";
import { newWorld, sampleTime, type World } from "./world.ts";

const label = (lease: string, label: number): Answer => ({
  lease,
  outcome: "label",
  label,
  time: sampleTime,
});

const claim = (userId: number, extra: Partial<Parameters<typeof leaseTasks>[2]> = {}) => ({
  userId,
  held: [],
  want: 1,
  now: 1000,
  random: () => 0.99,
  ...extra,
});

const person = (world: World, i: number): number => {
  const user = world.people[i];
  if (!user) throw new Error(`no person ${i}`);
  return user.id;
};

/** Position (in the list of confidences) of the items behind tasks. */
const served = (world: World, tasks: { lease: string }[]): number[] =>
  tasks.map(({ lease }) => {
    const row = world.database.db.select().from(leases).where(eq(leases.id, lease)).get();
    return world.itemIds.indexOf(row?.itemId ?? -1);
  });

const take = (world: World, i: number, extra: Parameters<typeof claim>[1] = {}) =>
  leaseTasks(world.database.db, world.annotate(), claim(person(world, i), extra));

const liveLeases = (world: World, itemId: number, now: number): number =>
  world.database.db
    .select()
    .from(leases)
    .where(and(eq(leases.itemId, itemId), gt(leases.expiresAt, now)))
    .all().length;

const answerOf = (world: World, i: number, answer: Answer, extra: Parameters<typeof claim>[1] = {}) =>
  submitAnswer(world.database.db, world.annotate(), answer, claim(person(world, i), { want: 0, ...extra }));

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
    releaseTasks(world.database.db, world.annotate(), person(world, 1), ids);
    expect(take(world, 1)).toEqual([]);
    expect(waiting(world.database.db, world.project().id, person(world, 1), 1000).heldByOthers).toBe(1);
    releaseTasks(world.database.db, world.annotate(), person(world, 0), ids);
    expect(take(world, 1)).toHaveLength(1);
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

describe("answers", () => {
  test("an answer is stored with its time and why the item was served, and the next task comes with the reply", () => {
    const world = newWorld([0.1, 0.2]);
    const [task] = take(world, 0);
    const result = answerOf(world, 0, label(task?.lease ?? "", 2), { want: 1, now: 3000 });
    expect(result).toMatchObject({ ok: true, value: { accepted: "saved", tasks: [{}] } });
    expect(world.database.db.select().from(judgments).all()).toMatchObject([
      { label: 2, responseMs: 500, reason: "deferred", inclusion: 1, eta: 0.6, late: false, quality: "ok" },
    ]);
  });

  test("sent again after a lost reply it changes nothing", () => {
    const world = newWorld([0.1]);
    const [task] = take(world, 0);
    const answer = label(task?.lease ?? "", 1);
    answerOf(world, 0, answer);
    expect(answerOf(world, 0, answer)).toMatchObject({ ok: true, value: { accepted: "again" } });
    expect(world.database.db.select().from(judgments).all()).toHaveLength(1);
  });

  test("after the lease ran out it is still kept, and marked late, even when the slot is taken", () => {
    const world = newWorld([0.1], { leaseSeconds: 60 });
    const [mine] = take(world, 0, { now: 0 });
    const [theirs] = take(world, 1, { now: 61_000 });
    answerOf(world, 1, label(theirs?.lease ?? "", 0), { now: 62_000 });
    expect(answerOf(world, 0, label(mine?.lease ?? "", 1), { now: 63_000 }).ok).toBe(true);
    expect(world.database.db.select().from(judgments).all()).toMatchObject([{ late: false }, { late: true }]);
    expect(world.database.db.select().from(routes).get()?.answers).toBe(2);
  });

  test("somebody else's task, an unknown one, and a class that does not exist are refused with a sentence", () => {
    const world = newWorld([0.1]);
    const [task] = take(world, 0);
    expect(answerOf(world, 1, label(task?.lease ?? "", 1)).ok).toBe(false);
    expect(answerOf(world, 0, label(randomUUID(), 1)).ok).toBe(false);
    expect(answerOf(world, 0, label(task?.lease ?? "", 3)).ok).toBe(false);
    answerOf(world, 0, label(task?.lease ?? "", 1));
    expect(answerOf(world, 1, label(task?.lease ?? "", 1)).ok).toBe(false);
    expect(world.database.db.select().from(judgments).all()).toHaveLength(1);
  });

  test("a response time longer than the task was out is kept as it came, and called implausible", () => {
    const world = newWorld([0.1]);
    const [task] = take(world, 0, { now: 0 });
    answerOf(
      world,
      0,
      { ...label(task?.lease ?? "", 1), time: { ...sampleTime, responseMs: 9e8 } },
      { now: 3000 },
    );
    expect(world.database.db.select().from(judgments).get()).toMatchObject({
      responseMs: 9e8,
      quality: "implausible",
    });
  });

  test("undo brings the item back; the first answer and its time stay in the history", () => {
    const world = newWorld([0.1, 0.2]);
    const [task] = take(world, 0);
    answerOf(world, 0, label(task?.lease ?? "", 1));
    const undone = undoAnswer(world.database.db, world.annotate(), person(world, 0), 5000);
    expect(undone.ok && served(world, [undone.value])).toEqual([0]);
    answerOf(world, 0, {
      ...label(undone.ok ? undone.value.lease : "", 2),
      time: { ...sampleTime, responseMs: 80 },
    });
    expect(world.database.db.select().from(judgments).all()).toMatchObject([
      { outcome: "label", label: 1, responseMs: 500 },
      { outcome: "withdrawn", label: null },
      { outcome: "label", label: 2, responseMs: 80 },
    ]);
    expect(world.database.db.select().from(routes).all()).toMatchObject([{ answers: 1 }, { answers: 0 }]);
  });

  test("undo reaches only one's own answers, one after the other, and never further", () => {
    const world = newWorld([0.1, 0.2]);
    for (const task of take(world, 0, { want: 2 })) answerOf(world, 0, label(task.lease, 0));
    const undo = (i: number) => undoAnswer(world.database.db, world.annotate(), person(world, i), 5000);
    expect(undo(1).ok).toBe(false);
    const [first, second] = [undo(0), undo(0)];
    expect(
      served(
        world,
        [first, second].flatMap((result) => (result.ok ? [result.value] : [])),
      ),
    ).toEqual([1, 0]);
    expect(undo(0).ok).toBe(false);
  });

  test("an undone audit answer keeps its inclusion probability though the rate has changed to 0", () => {
    const world = newWorld([0.9], { auditRate: 0.3, draws: [0.1] });
    const [task] = take(world, 0);
    answerOf(world, 0, label(task?.lease ?? "", 0));
    changeSettings(
      world.database.db,
      world.project(),
      projectSettings.parse({ ...world.project(), auditRate: 0 }),
      10,
    );
    const undone = undoAnswer(world.database.db, world.annotate(), person(world, 0), 5000);
    expect(answerOf(world, 0, label(undone.ok ? undone.value.lease : "", 0)).ok).toBe(true);
  });
});

test("judgments are append-only: the database itself refuses changes", () => {
  const world = newWorld([0.1]);
  const [task] = take(world, 0);
  answerOf(world, 0, label(task?.lease ?? "", 1));
  expect(() => world.database.db.update(judgments).set({ label: 0 }).run()).toThrow(/append-only/);
  expect(() => world.database.db.delete(judgments).run()).toThrow(/append-only/);
});

test("routes equal their own rebuild, and no item has more holders than its overlap, after any sequence of operations", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("take" as const), who: fc.nat(2) }),
    fc.record({ do: fc.constant("answer" as const), who: fc.nat(2), unsure: fc.boolean() }),
    fc.record({ do: fc.constant("undo" as const), who: fc.nat(2) }),
    fc.record({ do: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 200 }) }),
    fc.record({ do: fc.constant("eta" as const), eta: fc.integer({ min: 0, max: 10 }) }),
    fc.record({ do: fc.constant("overlap" as const), overlap: fc.integer({ min: 1, max: 3 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
      const world = newWorld([0.1, 0.3, null, 0.5, 0.7, 0.9], {
        people: 3,
        auditRate: 0.5,
        leaseSeconds: 100,
        draws: [0.1, 0.6, 0.2, 0.3, 0.4, 0.45],
      });
      const { db } = world.database;
      const hands = new Map<number, string[]>();
      let now = 1000;
      for (const action of steps) {
        now += 10;
        switch (action.do) {
          case "take": {
            const held = hands.get(action.who) ?? [];
            const tasks = take(world, action.who, { held, want: 2, now, random: () => (now % 100) / 100 });
            hands.set(action.who, [...held, ...tasks.map((task) => task.lease)]);
            const row = world.project();
            for (const lease of db.select().from(leases).all()) {
              const answers =
                db.select().from(routes).where(eq(routes.itemId, lease.itemId)).get()?.answers ?? 0;
              if (tasks.some((task) => task.lease === lease.id))
                expect(answers + liveLeases(world, lease.itemId, now)).toBeLessThanOrEqual(row.overlap);
            }
            break;
          }
          case "answer": {
            const [lease, ...rest] = hands.get(action.who) ?? [];
            if (lease === undefined) break;
            hands.set(action.who, rest);
            const given: Answer = action.unsure
              ? { lease, outcome: "unsure", label: null, time: sampleTime }
              : label(lease, now % 3);
            answerOf(world, action.who, given, { now });
            break;
          }
          case "undo": {
            const back = undoAnswer(db, world.annotate(), person(world, action.who), now);
            if (back.ok) hands.set(action.who, [...(hands.get(action.who) ?? []), back.value.lease]);
            break;
          }
          case "wait":
            now += action.seconds * 1000;
            break;
          case "eta":
            setEta(db, world.project(), action.eta / 10, now);
            break;
          case "overlap":
            changeSettings(
              db,
              world.project(),
              projectSettings.parse({ ...world.project(), overlap: action.overlap }),
              now,
            );
            break;
        }
      }
      for (const who of [0, 1, 2]) {
        const { left } = progressOf(db, world.project(), person(world, who), { since: 0, now });
        let everything = -1;
        const undone = () =>
          db.transaction((tx) => {
            everything = leaseTasks(
              tx,
              world.annotate(),
              claim(person(world, who), { want: 100, now }),
            ).length;
            tx.rollback();
          });
        expect(undone).toThrow(TransactionRollbackError);
        expect(left).toBe(everything);
      }
      const before = db.select().from(routes).orderBy(routes.itemId).all();
      write(db, (tx) => rebuildRoutes(tx, world.project().id));
      expect(db.select().from(routes).orderBy(routes.itemId).all()).toEqual(before);
    }),
    { numRuns: 30 },
  );
});

describe("a person's own progress", () => {
  const progress = (world: World, i: number, now = 1000) =>
    progressOf(world.database.db, world.project(), person(world, i), { since: 500, now });

  test("what they hold counts as left until it is answered; undo takes the answer out and the item back", () => {
    const world = newWorld([0.1, 0.2]);
    expect(progress(world, 0)).toEqual({ today: 0, all: 0, left: 2 });
    const [first, second] = take(world, 0, { want: 2 });
    expect(progress(world, 0)).toEqual({ today: 0, all: 0, left: 2 });
    answerOf(world, 0, label(first?.lease ?? "", 0), { now: 400 });
    answerOf(world, 0, label(second?.lease ?? "", 0));
    expect(progress(world, 0)).toEqual({ today: 1, all: 2, left: 0 });
    undoAnswer(world.database.db, world.annotate(), person(world, 0), 1000);
    expect(progress(world, 0)).toEqual({ today: 0, all: 1, left: 1 });
  });

  test("what others hold to the full, and what one has answered oneself, is not left", () => {
    const world = newWorld([0.1, 0.2], { overlap: 2, people: 3 });
    const [mine] = take(world, 0);
    answerOf(world, 0, label(mine?.lease ?? "", 0));
    expect(progress(world, 0).left).toBe(1);
    expect(progress(world, 1).left).toBe(2);
    take(world, 1);
    expect(progress(world, 2).left).toBe(1);
  });
});

test("an archived project is out of reach: no role may act on it, so nothing is handed out or taken", () => {
  const world = newWorld([0.1]);
  const { db } = world.database;
  db.update(projects).set({ archivedAt: 5 }).run();
  for (const role of ["annotator", "researcher", "admin"] as const)
    expect(authorize({ id: 1, role: "admin" }, world.project(), role)).toBeNull();
  expect(listProjects(db)).toEqual([]);
});
