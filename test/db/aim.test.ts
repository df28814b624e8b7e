import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eq } from "drizzle-orm";
import { closeByHand, reopenQueue, setAim } from "#db/labelling/aim.ts";
import { leastEvidence } from "#lib/teaming/aim.ts";
import { queueAnswers } from "#db/labelling/routes.ts";
import { askForDueLooks, historyOf, keepLook, lookAfter, lookAt } from "#db/views/looks.ts";
import { auditLog, jobs, judgments, leases, projects } from "#db/schema.ts";
import { write } from "#db/client.ts";
import { answerOf, label, take, undo, waitingFor } from "./hands.ts";
import { newWorld, type World } from "./world.ts";

const closings = (world: World) =>
  world.database.db.select().from(auditLog).where(eq(auditLog.action, "queue.close")).all();
const standing = (world: World) => queueAnswers(world.database.db, world.project());
const aimFor = (questions: number) => ({ kind: "questions" as const, questions });
const held = (world: World) =>
  world.database.db.select().from(leases).where(eq(leases.live, true)).all().length;

describe("a number of questions", () => {
  test("never more tasks are out than answers are wanted; the last answer closes the queue, once", () => {
    const step = fc.record({
      who: fc.nat(2),
      do: fc.constantFrom("take", "answer", "answer", "undo", "aim"),
      label: fc.nat(2),
      aim: fc.integer({ min: 1, max: 15 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.array(step, { maxLength: 60 }), (first, steps) => {
        const world = newWorld([0.1, 0.2, 0.3, 0.4, 0.5, null, 0.9], { overlap: 3, people: 3 });
        setAim(world.database.db, world.project(), { kind: "questions", questions: first }, 1);
        const hands: string[][] = [[], [], []];
        let [now, most] = [1000, first];
        for (const { who, do: what, label: k, aim: questions } of steps) {
          now += 10;
          const own = hands[who]!;
          if (what === "aim") {
            // tasks are out: fewer questions than would be exceeded are refused, and only they
            const [given, out] = [standing(world), held(world)];
            const set = setAim(world.database.db, world.project(), { kind: "questions", questions }, now);
            expect(set.ok).toBe(questions === most || questions >= Math.max(given + 1, given + out));
            if (set.ok) most = questions;
            expect(world.project().aimQuestions).toBe(most);
            continue;
          }
          if (what === "take")
            own.push(...take(world, who, { now, want: own.length + 2, held: own }).map(({ lease }) => lease));
          else if (what === "undo") {
            const undone = undo(world, who, now);
            if (undone.ok) own.push(undone.value.lease);
          } else {
            const lease = own.shift();
            if (lease !== undefined) expect(answerOf(world, who, label(lease, k), { now }).ok).toBe(true);
          }
          expect(standing(world) + held(world)).toBeLessThanOrEqual(most);
          const { closedAt, closedBecause } = world.project();
          if (standing(world) === most) {
            take(world, who, { now, want: own.length, held: own });
            expect(world.project().closedBecause).toBe("questions");
            // a closed queue with a further aim goes on when somebody opens it, and not before
            break;
          } else if (closedAt === null) expect(closedBecause).toBeNull();
        }
        expect(closings(world).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });

  test("pictures that somebody holds, and may answer, are reserved; those whose time ran out are not", () => {
    const world = newWorld([0.1, 0.2, 0.3, 0.4, 0.5], { people: 2, leaseSeconds: 60 });
    const { db } = world.database;
    const aim = (questions: number, now: number) =>
      setAim(db, world.project(), { kind: "questions", questions }, now).ok;
    const [first] = take(world, 0, { want: 3 });
    answerOf(world, 0, label(first?.lease ?? "", 0));
    expect(aim(2, 2000)).toBe(false);
    expect(world.project().aimQuestions).toBeNull();
    expect(aim(3, 2000)).toBe(true);
    expect(take(world, 1, { want: 1, now: 2000 })).toEqual([]); // both that are left are with somebody
    expect(aim(1, 100_000)).toBe(false); // so many are there already
    expect(aim(2, 100_000)).toBe(true); // nobody holds anything any more
    expect(take(world, 1, { want: 3, now: 100_000 })).toHaveLength(1);
  });

  test("closed, it takes what is held and hands out nothing; opened again, it goes on where it was", () => {
    const world = newWorld([0.1, 0.2, 0.3, 0.4], { people: 2 });
    const { db } = world.database;
    const [first, second] = take(world, 0, { want: 2 });
    answerOf(world, 0, label(first?.lease ?? "", 0));
    expect(closeByHand(db, world.project(), { answers: 1, evidence: null }, 5).ok).toBe(true);
    expect(closeByHand(db, world.project(), { answers: 1, evidence: null }, 6).ok).toBe(false);
    expect(take(world, 1, { want: 3 })).toEqual([]);
    expect(answerOf(world, 0, label(second?.lease ?? "", 1)).ok).toBe(true);
    expect(db.select().from(judgments).all()).toHaveLength(2);
    expect(reopenQueue(db, world.project(), 7).ok).toBe(true);
    expect(reopenQueue(db, world.project(), 8).ok).toBe(false);
    expect(take(world, 1, { want: 3 })).toHaveLength(2);
  });

  test("opened again, an aim that was reached is dropped; one that was not is kept", () => {
    const world = newWorld([0.1, 0.2, 0.3, 0.4]);
    const { db } = world.database;
    setAim(db, world.project(), { kind: "questions", questions: 1 }, 1);
    const [task] = take(world, 0, { want: 3 });
    answerOf(world, 0, label(task?.lease ?? "", 0));
    expect(world.project()).toMatchObject({ closedBecause: "questions", aimQuestions: 1 });
    reopenQueue(db, world.project(), 9);
    expect(world.project()).toMatchObject({ closedAt: null, closedBecause: null, aimQuestions: null });
    setAim(db, world.project(), { kind: "accuracy", accuracy: 0.97 }, 10);
    closeByHand(db, world.project(), { answers: 1, evidence: null }, 11);
    reopenQueue(db, world.project(), 12);
    expect(world.project()).toMatchObject({ closedAt: null, aimAccuracy: 0.97 });
  });

  test("another aim that is set while it is closed survives opening; why it was closed is not forgotten", () => {
    const world = newWorld([0.1, 0.2, 0.3, 0.4]);
    const { db } = world.database;
    const [one, two] = [aimFor(1), aimFor(2)];
    setAim(db, world.project(), one, 1);
    const [task] = take(world, 0, { want: 3 });
    answerOf(world, 0, label(task?.lease ?? "", 0));
    expect(waitingFor(world, 0).closed).toBe("reached");
    expect(setAim(db, world.project(), one, 2).ok).toBe(true); // saved again as it is
    expect(setAim(db, world.project(), two, 3).ok).toBe(true);
    expect(setAim(db, world.project(), one, 4).ok).toBe(false); // it would end at once
    expect(world.project()).toMatchObject({ closedBecause: "questions", aimQuestions: 2 });
    expect(take(world, 0, { want: 3 })).toEqual([]);
    expect(waitingFor(world, 0).closed).toBe("stopped"); // it goes on when it is opened
    reopenQueue(db, world.project(), 5);
    expect(world.project()).toMatchObject({ closedAt: null, closedBecause: null, aimQuestions: 2 });
    expect(take(world, 0, { want: 3 })).toHaveLength(1);
  });

  test("closed by hand, then reached by what was held: opening drops the aim, or it would close at once", () => {
    const world = newWorld([0.1, 0.2, 0.3, 0.4]);
    const { db } = world.database;
    setAim(db, world.project(), { kind: "questions", questions: 2 }, 1);
    const tasks = take(world, 0, { want: 3 });
    expect(tasks).toHaveLength(2);
    closeByHand(db, world.project(), { answers: 0, evidence: null }, 2);
    expect(waitingFor(world, 0).closed).toBe("stopped");
    for (const { lease } of tasks) answerOf(world, 0, label(lease, 0));
    expect(world.project().closedBecause).toBe("hand");
    expect(waitingFor(world, 0).closed).toBe("reached");
    reopenQueue(db, world.project(), 3);
    expect(world.project()).toMatchObject({ closedAt: null, aimQuestions: null });
    expect(take(world, 0, { want: 3 })).toHaveLength(2);
  });

  test("an accuracy that closed it is dropped by opening; a higher one that was set meanwhile is kept", () => {
    for (const [next, kept] of [
      [0.9, null],
      [0.95, null],
      [0.96, 0.96],
    ] as const) {
      const world = newWorld([0.1, 0.2]);
      const { db } = world.database;
      setAim(db, world.project(), { kind: "accuracy", accuracy: 0.9 }, 1);
      const evidence = { by: "gold" as const, n: 500, value: 0.97, low: 0.955, high: 0.98 };
      db.update(projects).set({ closedAt: 2, closedBecause: "accuracy", closedOn: evidence }).run();
      expect(waitingFor(world, 0).closed).toBe("reached");
      setAim(db, world.project(), { kind: "accuracy", accuracy: next }, 3);
      expect(waitingFor(world, 0).closed).toBe(kept === null ? "reached" : "stopped");
      reopenQueue(db, world.project(), 4);
      expect(world.project()).toMatchObject({ closedAt: null, closedOn: null, aimAccuracy: kept });
      expect(waitingFor(world, 0).closed).toBeNull();
    }
  });
});

describe("looks", () => {
  const n = 300;
  /** A machine that is sure of everything and right on all. */
  const sure = () =>
    newWorld(
      Array.from({ length: n }, () => 0.99),
      { auditRate: 1, people: 1, eta: 0.5 },
    );
  const answerSome = (world: World, count: number, from: number) => {
    for (let i = 0; i < count; i++) {
      const [task] = take(world, 0, { want: 1, now: from + i });
      const { itemId } = world.database.db
        .select()
        .from(leases)
        .where(eq(leases.id, task?.lease ?? ""))
        .get()!;
      answerOf(world, 0, label(task?.lease ?? "", (itemId - world.itemIds[0]!) % 3), { now: from + i });
    }
  };
  const look = (world: World, now: number) => {
    const found = lookAt(world.database.db, world.project(), now);
    if (found) write(world.database.db, (tx) => keepLook(tx, found));
    return found;
  };

  test("an accuracy that two looks show closes the queue, once; a look is due only as answers grow", () => {
    const world = sure();
    const { db } = world.database;
    setAim(db, world.project(), { kind: "accuracy", accuracy: 0.9 }, 1);
    expect(askForDueLooks(db, 1000)).toEqual([world.project().id]);
    expect(askForDueLooks(db, 1000)).toEqual([]); // one waits
    db.delete(jobs).run();
    const first = look(world, 2000);
    expect(first?.evidence).toMatchObject({ by: "gold", n });
    expect(first!.evidence!.low).toBeGreaterThan(0.9);
    expect(first!.evidence!.n).toBeGreaterThanOrEqual(leastEvidence);
    look(world, 3000); // the same answers: not a second time
    expect(world.project().closedAt).toBeNull();
    answerSome(world, lookAfter(0) - 1, 4000);
    expect(askForDueLooks(db, 1e9)).toEqual([]);
    answerSome(world, 1, 5000);
    expect(askForDueLooks(db, 5000)).toEqual([]); // too soon after the last one
    expect(askForDueLooks(db, 1e9)).toEqual([world.project().id]);
    look(world, 1e9);
    expect(world.project()).toMatchObject({
      closedAt: 1e9,
      closedBecause: "accuracy",
      closedOn: { by: "gold", n },
    });
    look(world, 2e9);
    expect(closings(world)).toHaveLength(1);
    expect(historyOf(db, world.project().id).map(({ answers }) => answers)).toEqual([0, 0, 20, 20]);
  });

  test("another η, policy or machine is looked at at once; a failed look is not tried again at once", () => {
    const world = sure();
    const { db } = world.database;
    look(world, 1000);
    expect(askForDueLooks(db, 1001)).toEqual([]);
    db.update(projects).set({ eta: 0.6 }).run();
    expect(askForDueLooks(db, 1001)).toEqual([world.project().id]);
    db.update(jobs).set({ state: "failed", finishedAt: 2000 }).run();
    expect(askForDueLooks(db, 3000)).toEqual([]);
    expect(askForDueLooks(db, 3_000_000)).toEqual([world.project().id]);
  });

  test("a look that took long is followed by a pause nine times as long", () => {
    const world = sure();
    const { db } = world.database;
    expect(askForDueLooks(db, 0)).toEqual([world.project().id]);
    db.update(jobs).set({ state: "finished", startedAt: 1000, finishedAt: 11_000 }).run();
    expect(askForDueLooks(db, 100_999)).toEqual([]);
    expect(askForDueLooks(db, 101_000)).toEqual([world.project().id]);
  });
});
