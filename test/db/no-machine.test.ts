import { eq } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { changeSettings, projectSettings, setEta } from "#db/dataset/projects.ts";
import { queueState } from "#db/labelling/routes.ts";
import { rerouting } from "#db/labelling/rerouting.ts";
import { judgments, leases, routes, runs } from "#db/schema.ts";
import { policies } from "#lib/teaming/policies/index.ts";
import { answerOf, giveBack, label, progress, served, take, undo } from "./hands.ts";
import { newWorld, routeBy, type World } from "./world.ts";

/** A project whose items nobody but people has looked at. */
function coldWorld(
  draws: readonly number[],
  { policy = "threshold", ...settings }: Parameters<typeof newWorld>[1] = {},
): World {
  const world = newWorld(
    draws.map(() => 0.9),
    { draws, eta: 0, ...settings },
  );
  routeBy(world.database.db, world.project().id, { activeRunId: null, policy });
  return world;
}

const inForce = (world: World) =>
  world.database.db
    .select()
    .from(routes)
    .where(eq(routes.generation, world.project().routesGeneration))
    .orderBy(routes.itemId)
    .all()
    .map((row) => ({ ...row, generation: 0 }));

function next(world: World, who: number, now = 1000): number {
  const [task] = take(world, who, { now });
  if (!task) return -1;
  const [item = -1] = served(world, [task]);
  answerOf(world, who, label(task.lease, item % 2), { now });
  return item;
}

describe("without a machine", () => {
  test.each(policies.map(({ id }) => id))(
    "%s: every item is open at any η, in the order of its draw, and by as many people as the overlap says",
    (policy) => {
      const world = coldWorld([0.7, 0.1, 0.9, 0.3], { policy, overlap: 2, people: 3 });
      expect(queueState(world.database.db, world.project())).toMatchObject({ routed: 4, deferred: 4 });
      expect([0, 1, 2, 3].map(() => next(world, 0))).toEqual([1, 3, 0, 2]);
      expect(next(world, 0)).toBe(-1);
      expect([0, 1, 2, 3].map(() => next(world, 1))).toEqual([1, 3, 0, 2]);
      expect(next(world, 2)).toBe(-1);
      expect(queueState(world.database.db, world.project())).toMatchObject({ deferredDone: 4 });
      const rows = world.database.db.select().from(judgments).all();
      expect(rows.every(({ runId, inclusion, eta }) => runId === null && inclusion === 1 && eta === 1)).toBe(
        true,
      );
    },
  );

  test("items with fewer answers come first, whoever gave them, and two people never hold the same", () => {
    const world = coldWorld([0.7, 0.1, 0.9, 0.3], { overlap: 3, people: 3 });
    expect([next(world, 0), next(world, 0)]).toEqual([1, 3]);
    const [held] = take(world, 1);
    expect(served(world, held ? [held] : [])).toEqual([0]);
    expect(next(world, 2)).toBe(2);
    expect(next(world, 2)).toBe(1); // the others have an answer or are held
    giveBack(world, 1, held ? [held.lease] : []);
    expect(next(world, 2)).toBe(0);
  });

  test("after any operations, another overlap in the making included, rows are those of a rebuild and counts those of a count", async () => {
    const step = fc.record({
      do: fc.constantFrom("take", "answer", "answer", "undo", "back", "eta", "overlap", "wait"),
      who: fc.nat(2),
      by: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 50 }), async (steps) => {
        const world = coldWorld([0.1, 0.6, 0.2, 0.3, 0.4, 0.45], {
          people: 3,
          auditRate: 0.5,
          leaseSeconds: 100,
        });
        const { db } = world.database;
        const hands = new Map<number, string[]>();
        let making: ReturnType<typeof rerouting<null>> | null = null;
        let now = 1000;
        for (const { do: what, who, by } of steps) {
          now += 10;
          const held = hands.get(who) ?? [];
          if (what === "take") {
            const tasks = take(world, who, { held, want: 2, now });
            hands.set(who, [...new Set([...held, ...tasks.map(({ lease }) => lease)])]);
          } else if (what === "answer" && held[0] !== undefined) {
            hands.set(who, held.slice(1));
            answerOf(world, who, label(held[0], by), { now });
          } else if (what === "undo") {
            const back = undo(world, who, now);
            if (back.ok) hands.set(who, [...held, back.value.lease]);
          } else if (what === "back") {
            giveBack(world, who, held);
            hands.set(who, []);
          } else if (what === "eta") setEta(db, world.project(), by / 3, now);
          else if (what === "wait") now += 40_000 * by;
          else if (what === "overlap") {
            making ??= rerouting(
              db,
              world.project().id,
              now,
              () => ({ overlap: 1 + by }),
              () => null,
              2,
            );
            if (making.next().done) making = null;
          }
        }
        while (making && !making.next().done);
        for (const who of [0, 1, 2]) take(world, who, { held: hands.get(who) ?? [], want: 0, now });
        const other = openDatabase(world.database.path);
        expect(queueState(db, world.project())).toEqual(queueState(other.db, world.project()));
        other.close();
        const before = inForce(world);
        expect(before).toHaveLength(6);
        await changeSettings(db, world.project(), projectSettings.parse(world.project()), now);
        routeBy(db, world.project().id, {});
        expect(inForce(world)).toEqual(before);
        // one, but for an answer taken back whose item somebody else has got meanwhile
        const held = db.select().from(leases).where(eq(leases.live, true)).all();
        for (const { itemId, held: holders } of before)
          expect(holders).toBe(held.filter((lease) => lease.itemId === itemId).length);
      }),
      { numRuns: 30 },
    );
  });

  test("answers given while the first run's routes are made count in them", () => {
    const world = coldWorld([0.7, 0.1, 0.9, 0.3, 0.5], { overlap: 2, people: 2 });
    const runId = world.database.db.select().from(runs).get()?.id ?? -1;
    next(world, 0);
    const making = rerouting(
      world.database.db,
      world.project().id,
      5,
      () => ({ activeRunId: runId }),
      () => null,
      2,
    );
    for (let done = false, i = 0; !done; i++) {
      done = making.next().done === true;
      if (i < 3) next(world, i % 2);
    }
    expect(world.project().activeRunId).toBe(runId);
    const found = inForce(world);
    expect(found.reduce((sum, { answers }) => sum + answers, 0)).toBe(4);
    expect(found.every(({ score }) => score === 0.9)).toBe(true);
    expect(progress(world, 0, 0).all).toBe(3);
  });
});
