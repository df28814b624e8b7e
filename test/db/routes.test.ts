import { eq, TransactionRollbackError } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { write } from "#db/client.ts";
import { type Answer, undoAnswer } from "#db/labelling/judgments.ts";
import { changeSettings, projectSettings, setEta } from "#db/dataset/projects.ts";
import { leaseTasks } from "#db/labelling/queue.ts";
import { progressOf } from "#db/labelling/progress.ts";
import { rebuildRoutes } from "#db/labelling/routes.ts";
import { leases, routes } from "#db/schema.ts";
import { newWorld, sampleTime } from "./world.ts";
import { answerOf, claim, label, liveLeases, person, take } from "./hands.ts";

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
