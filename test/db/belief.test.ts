import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eq } from "drizzle-orm";
import { changeTeam } from "#db/machines/change-team.ts";
import { rerouting } from "#db/labelling/rerouting.ts";
import { queueState } from "#db/labelling/routes.ts";
import { fitTeam } from "#db/teaming/fit-team.ts";
import { storeFit } from "#db/teaming/fits.ts";
import { deskOf } from "#db/labelling/desk.ts";
import { judgments, leases, routes } from "#db/schema.ts";
import { answerOf, label, served, take, undo } from "./hands.ts";
import { believe } from "./believe.ts";
import { newWorld, routeBy, type World } from "./world.ts";

const inForce = (world: World) =>
  world.database.db
    .select()
    .from(routes)
    .where(eq(routes.generation, world.project().routesGeneration))
    .orderBy(routes.itemId)
    .all()
    .map((row) => ({ ...row, generation: 0 }));

const settings = { overlap: 3, people: 3, classes: ["red", "green", "blue"], eta: 0.9 };

describe("a queue that runs on belief", () => {
  test("an item answered against the machine comes back by itself, to somebody else; one answered with it does not", () => {
    const world = newWorld([0.6, 0.55, 0.99], settings);
    believe(world);
    const before = inForce(world);
    const [task] = take(world, 0, { want: 1 });
    expect(served(world, task ? [task] : [])).toEqual([1]); // least sure first
    answerOf(world, 0, label(task?.lease ?? "", 0)); // the machine says 1
    const after = inForce(world);
    expect(after[1]?.score).not.toBe(before[1]?.score);
    expect(after[1]).toMatchObject({ prior: before[1]?.prior, answers: 1, held: 0, open: true });
    expect(after[1]!.score).toBeLessThanOrEqual(0.9);
    // the same person is not asked again, another one is
    const own = take(world, 0, { want: 3 });
    expect(served(world, own)).toEqual([0]);
    const other = take(world, 1, { want: 3 });
    expect(served(world, other)).toEqual([1]);
    // with the machine: sure at once
    answerOf(world, 0, label(own[0]?.lease ?? "", 0));
    expect(inForce(world)[0]!.score).toBeGreaterThan(0.9);
    expect(take(world, 2, { want: 3 })).toEqual([]);
    expect(queueState(world.database.db, world.project())).toMatchObject({ deferred: 2, deferredDone: 1 });
  });

  test("one person at a time holds an item; leases and answers say whose belief asked", () => {
    const world = newWorld([0.5], settings);
    const fit = believe(world);
    const [task] = take(world, 0, { want: 1 });
    expect(take(world, 1, { want: 1 })).toEqual([]);
    expect(world.database.db.select().from(leases).get()).toMatchObject({ fitId: fit, eta: 0.9 });
    answerOf(world, 0, label(task?.lease ?? "", 1));
    expect(world.database.db.select().from(judgments).get()).toMatchObject({ fitId: fit });
  });

  test("an answer taken back takes its part of the belief back", () => {
    const world = newWorld([0.5, 0.55], settings);
    believe(world);
    const before = inForce(world);
    const [task] = take(world, 0, { want: 1 });
    answerOf(world, 0, label(task?.lease ?? "", 1));
    const undone = undo(world, 0, 5000);
    expect(undone.ok).toBe(true);
    expect(inForce(world).map(({ score }) => score)).toEqual(before.map(({ score }) => score));
  });

  test("an audited item on which the answer makes the team unsure is asked on, with the audit's inclusion", () => {
    const world = newWorld([0.95, 0.5], { ...settings, eta: 0.85, auditRate: 0.5, draws: [0.1, 0.9] });
    believe(world);
    const tasks = take(world, 0, { want: 2 });
    expect(served(world, tasks).sort()).toEqual([0, 1]);
    const audited = tasks.find((task) => served(world, [task])[0] === 0);
    answerOf(world, 0, label(audited?.lease ?? "", 2)); // against a machine that is sure
    expect(inForce(world)[0]!.score).toBeLessThanOrEqual(0.85);
    const [again] = take(world, 1, { want: 1 });
    const given = world.database.db
      .select()
      .from(leases)
      .where(eq(leases.id, again?.lease ?? ""))
      .get();
    expect(given).toMatchObject({ itemId: world.itemIds[0], inclusion: 0.5 });
  });

  const step = fc.record({
    who: fc.nat(2),
    do: fc.constantFrom("take", "answer", "answer", "answer", "unsure", "undo", "late"),
    label: fc.nat(2),
    which: fc.nat(5),
  });

  test.each(["p-plus-l", "dawid-skene", "crowdlab", "stacking", "human-only", "machine-only", "majority"])(
    "%s: rows and counts stay what making them afresh gives, and nobody is beyond the overlap",
    async (policy) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const world = newWorld([0.4, 0.5, null, 0.7, 0.95], {
            ...settings,
            overlap: 2,
            eta: 0.8,
            auditRate: 0.5,
            draws: [0.9, 0.9, 0.9, 0.9, 0.1],
          });
          const { db } = world.database;
          if (["human-only", "machine-only", "majority"].includes(policy)) {
            const { activeRunId } = world.project();
            await changeTeam(db, world.project(), { runId: activeRunId ?? -1, policy }, 5);
          } else believe(world, policy);
          const held: string[][] = [[], [], []];
          let now = 1000;
          for (const action of steps) {
            now += 10;
            const own = held[action.who]!;
            if (action.do === "take") {
              const tasks = take(world, action.who, { now, want: 2, held: own });
              own.push(...tasks.map(({ lease }) => lease));
            } else if (action.do === "undo") {
              const undone = undo(world, action.who, now);
              if (undone.ok) own.push(undone.value.lease);
            } else if (action.do === "late") now += 700_000;
            else {
              const lease = own.splice(action.which % Math.max(1, own.length), 1)[0];
              if (lease === undefined) continue;
              const given = label(lease, action.label);
              answerOf(
                world,
                action.who,
                action.do === "unsure" ? { ...given, outcome: "unsure", label: null } : given,
                { now },
              );
            }
          }
          const found = inForce(world);
          const counted = queueState(db, world.project());
          expect(found.every(({ answers, overlap }) => answers <= overlap)).toBe(true);
          const open = deskOf(db).tallies.get(world.project().id)?.open;
          routeBy(db, world.project().id, {});
          expect(inForce(world)).toEqual(found);
          expect(queueState(db, world.project())).toEqual(counted);
          expect(deskOf(db).tallies.get(world.project().id)?.open).toEqual(open);
        }),
        { numRuns: 30 },
      );
    },
  );

  test("answers and undos during another fit: the rows that take over are those that making them afresh gives", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 8, maxLength: 25 }), (steps) => {
        const world = newWorld([0.4, 0.5, null, 0.7, 0.95, 0.6], { ...settings, overlap: 2, eta: 0.9 });
        const { db } = world.database;
        believe(world);
        const project = world.project();
        const wanted = { policy: "crowdlab", runId: project.activeRunId ?? -1, createdBy: null };
        const activeFitId = storeFit(
          db,
          fitTeam(db, project, wanted, 6, () => 0),
        );
        const held: string[][] = [[], [], []];
        const act = ({ who, do: what, label: k }: (typeof steps)[number], now: number) => {
          const own = held[who]!;
          if (what === "take")
            own.push(...take(world, who, { now, want: 2, held: own }).map(({ lease }) => lease));
          else if (what === "undo") {
            const undone = undo(world, who, now);
            if (undone.ok) own.push(undone.value.lease);
          } else {
            const lease = own.shift() ?? take(world, who, { now, want: 1 })[0]?.lease;
            if (lease !== undefined) answerOf(world, who, label(lease, k), { now });
          }
        };
        const making = rerouting(
          db,
          project.id,
          7,
          () => ({ policy: "crowdlab", activeFitId }),
          () => null,
          2,
        );
        let now = 1000;
        const left = [...steps];
        for (let done = false; !done;) {
          done = making.next().done === true;
          for (const each of left.splice(0, 3)) act(each, (now += 10));
        }
        for (const each of left) act(each, (now += 10));
        expect(world.project()).toMatchObject({ policy: "crowdlab", activeFitId });
        const [found, counted] = [inForce(world), queueState(db, world.project())];
        routeBy(db, project.id, {});
        expect(inForce(world)).toEqual(found);
        expect(queueState(db, world.project())).toEqual(counted);
      }),
      { numRuns: 30 },
    );
  });
});
