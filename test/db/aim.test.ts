import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eq } from "drizzle-orm";
import { closeByHand, reopenQueue, setAim } from "#db/labelling/aim.ts";
import { leastEvidence } from "#lib/teaming/aim.ts";
import { queueAnswers } from "#db/labelling/routes.ts";
import { askForDueLooks, historyOf, keepLook, lookAfter, lookAt } from "#db/views/looks.ts";
import { auditLog, jobs, judgments, leases, projects } from "#db/schema.ts";
import { write } from "#db/client.ts";
import { answerOf, label, take, undo } from "./hands.ts";
import { newWorld, type World } from "./world.ts";

const closings = (world: World) =>
  world.database.db.select().from(auditLog).where(eq(auditLog.action, "queue.close")).all();
const standing = (world: World) => queueAnswers(world.database.db, world.project());
const held = (world: World) =>
  world.database.db.select().from(leases).where(eq(leases.live, true)).all().length;

describe("a number of questions", () => {
  test("never more tasks are out than answers are wanted; the last answer closes the queue, once", () => {
    const step = fc.record({
      who: fc.nat(2),
      do: fc.constantFrom("take", "answer", "answer", "undo"),
      label: fc.nat(2),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.array(step, { maxLength: 60 }), (most, steps) => {
        const world = newWorld([0.1, 0.2, 0.3, 0.4, 0.5, null, 0.9], { overlap: 3, people: 3 });
        setAim(world.database.db, world.project(), { kind: "questions", questions: most }, 1);
        const hands: string[][] = [[], [], []];
        let now = 1000;
        for (const { who, do: what, label: k } of steps) {
          now += 10;
          const own = hands[who]!;
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
            expect(world.project()).toMatchObject({ closedBecause: "questions" });
          } else if (closedAt === null) expect(closedBecause).toBeNull();
        }
        expect(closings(world).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
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
});
