import { and, desc, eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Answer } from "#db/labelling/judgments.ts";
import { changeSettings, projectSettings, setEta } from "#db/dataset/projects.ts";
import { leaseTasks } from "#db/labelling/queue.ts";
import { queueState } from "#db/labelling/routes.ts";
import { leases, routes, skips } from "#db/schema.ts";
import { openDatabase } from "#db/client.ts";
import { sampleTime } from "../sample-time.ts";
import { newWorld, routeBy, type World } from "./world.ts";
import {
  answerOf,
  atDesk,
  claim,
  giveBack,
  label,
  liveLeases,
  person,
  progress,
  skipOf,
  take,
  undo,
} from "./hands.ts";

/** The rows in force, without their generation. */
const inForce = (world: World) =>
  world.database.db
    .select()
    .from(routes)
    .where(eq(routes.generation, world.project().routesGeneration))
    .orderBy(routes.itemId)
    .all()
    .map((row) => ({ ...row, generation: 0 }));

/** How many tasks a claim for everything would bring; nothing is kept. */
function everything(world: World, who: number, now: number): number {
  let n = -1;
  expect(() =>
    atDesk(world, (desk) => {
      n = leaseTasks(desk, world.annotate(), claim(person(world, who), { want: 100, now })).length;
      throw new Error("undone");
    }),
  ).toThrow("undone");
  return n;
}

test("after any sequence of operations routes equal their own rebuild, counters equal counts, and no item has more holders than its overlap", async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("take" as const), who: fc.nat(2) }),
    fc.record({ do: fc.constant("answer" as const), who: fc.nat(2), unsure: fc.boolean() }),
    fc.record({ do: fc.constant("skip" as const), who: fc.nat(2) }),
    fc.record({ do: fc.constant("take back skip" as const), who: fc.nat(2) }),
    fc.record({ do: fc.constant("undo" as const), who: fc.nat(2) }),
    fc.record({ do: fc.constant("give back" as const), who: fc.nat(2) }),
    fc.record({ do: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 200 }) }),
    fc.record({ do: fc.constant("eta" as const), eta: fc.integer({ min: 0, max: 10 }) }),
    fc.record({ do: fc.constant("overlap" as const), overlap: fc.integer({ min: 1, max: 3 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
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
            // a lease that ran out meanwhile is served again under its own name
            hands.set(action.who, [...new Set([...held, ...tasks.map((task) => task.lease)])]);
            const row = world.project();
            for (const lease of db.select().from(leases).all()) {
              const answers =
                db
                  .select()
                  .from(routes)
                  .where(and(eq(routes.itemId, lease.itemId), eq(routes.generation, row.routesGeneration)))
                  .get()?.answers ?? 0;
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
          case "skip": {
            const [lease, ...rest] = hands.get(action.who) ?? [];
            if (lease === undefined) break;
            hands.set(action.who, rest);
            expect(skipOf(world, action.who, lease, { now }).ok).toBe(true);
            break;
          }
          case "take back skip": {
            const user = person(world, action.who);
            const last = db.select().from(skips).where(eq(skips.userId, user)).orderBy(desc(skips.id)).get();
            const back = last && undo(world, action.who, now, last.leaseId);
            if (back?.ok)
              hands.set(action.who, [...new Set([...(hands.get(action.who) ?? []), back.value.lease])]);
            break;
          }
          case "undo": {
            const back = undo(world, action.who, now);
            if (back.ok) hands.set(action.who, [...(hands.get(action.who) ?? []), back.value.lease]);
            break;
          }
          case "give back":
            giveBack(world, action.who, hands.get(action.who) ?? []);
            hands.set(action.who, []);
            break;
          case "wait":
            now += action.seconds * 1000;
            break;
          case "eta":
            setEta(db, world.project(), action.eta / 10, now);
            break;
          case "overlap":
            await changeSettings(
              db,
              world.project(),
              projectSettings.parse({ ...world.project(), overlap: action.overlap }),
              now,
            );
            break;
        }
      }
      for (const who of [0, 1, 2]) {
        // whose leases ran out is found out by who asks next
        take(world, who, { held: hands.get(who) ?? [], want: 0, now });
        expect(progress(world, who, 0).left).toBe(everything(world, who, now));
      }
      const other = openDatabase(world.database.path);
      expect(queueState(db, world.project())).toEqual(queueState(other.db, world.project()));
      other.close();
      const before = inForce(world);
      routeBy(db, world.project().id, {});
      expect(inForce(world)).toEqual(before);
    }),
    { numRuns: 30 },
  );
});
