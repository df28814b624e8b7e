import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportedItems } from "#db/exports/items.ts";
import { setChecks } from "#db/labelling/check-settings.ts";
import { recentAnswers } from "#db/labelling/judgments.ts";
import { asidePart, asidesUnderWay, beginAside, beginReturn, carryAside } from "#db/labelling/set-aside.ts";
import { type BatchAnswer } from "#db/labelling/batch.ts";
import { ensurePersonRater } from "#db/labelling/raters.ts";
import { undoAnswers } from "#db/labelling/undo.ts";
import { batches, checkAnswers, currentJudgments, judgments, projects, routes } from "#db/schema.ts";
import { personView } from "#db/views/person.ts";
import { toleranceMs } from "#lib/timing/plausible.ts";
import { answerOf, atDesk, claim, doThis, label, person, progress, take } from "./hands.ts";
import { newWorld, type World } from "./world.ts";

const time = (given: Partial<BatchAnswer["time"]> = {}): BatchAnswer["time"] => ({
  ...{ batchMs: 900, visibleMs: 900, hiddenCount: 0, input: "key", quality: "ok", shown: 12 },
  ...given,
});
const batch = (
  leases: readonly string[],
  label: number | null,
  given: Partial<BatchAnswer> = {},
): BatchAnswer => ({
  ...{ outcome: "batch", batch: randomUUID(), leases: [...leases], label, time: time() },
  ...given,
});
const leasesOf = (tasks: readonly { lease: string }[]): string[] => tasks.map(({ lease }) => lease);
const held = (world: World, who: number, want: number) => leasesOf(take(world, who, { want }));
const db = (world: World) => world.database.db;
const rows = (world: World) => db(world).select().from(judgments).all();
const stored = (world: World) => db(world).select().from(batches).all();

describe("a batch", () => {
  test("counts as its answers would one by one, in the queue, for the person, and in what is known", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ pictures: fc.integer({ min: 1, max: 6 }), label: fc.nat({ max: 2 }) }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.integer({ min: 1, max: 3 }),
        (parts, overlap) => {
          const confidences = Array.from({ length: 24 }, (_, i) => 0.1 + i / 100);
          const [many, one] = [newWorld(confidences, { overlap }), newWorld(confidences, { overlap })];
          for (const { pictures, label: said } of parts) {
            expect(doThis(many, 0, batch(held(many, 0, pictures), said)).ok).toBe(true);
            for (const lease of held(one, 0, pictures)) answerOf(one, 0, label(lease, said));
          }
          const known = (world: World) => ({
            said: rows(world).map(({ itemId, label, outcome, reason, inclusion, late }) => ({
              ...{ at: world.itemIds.indexOf(itemId), label, outcome, reason, inclusion, late },
            })),
            queue: db(world)
              .select()
              .from(routes)
              .orderBy(routes.itemId)
              .all()
              .map(({ answers, held, open, score }) => ({ answers, held, open, score })),
            progress: progress(world, 0, 0),
          });
          expect(known(many)).toEqual(known(one));
        },
      ),
      { numRuns: 10 },
    );
  });

  test("has the time; its answers have none, and it is no part of a person's speed or patterns", () => {
    const world = newWorld(Array.from({ length: 40 }, (_, i) => 0.2 + i / 100));
    const leases = held(world, 0, 30);
    expect(doThis(world, 0, batch(leases, 1))).toMatchObject({ ok: true, value: { refused: [] } });
    expect(stored(world)).toMatchObject([
      { answers: 30, batchMs: 900, shown: 12, quality: "ok", input: "key" },
    ]);
    for (const row of rows(world))
      expect(row).toMatchObject({
        ...{ responseMs: null, visibleMs: null, hiddenCount: null, input: null, quality: null, timing: null },
        batchId: stored(world)[0]?.id,
      });
    const rater = ensurePersonRater(db(world), world.project().id, person(world, 0)).id;
    const view = personView(db(world), world.project(), rater);
    expect(view).toMatchObject({ answers: 30, times: 0, doubtful: [], speed: { value: null } });
    expect(view?.inGrid).toEqual({ batches: 1, answers: 30, ms: 900 });
    expect(view?.findings.filter(({ suspicious }) => suspicious)).toEqual([]);
    const exported = [...exportedItems(db(world), world.project(), { names: true })].flat();
    const said = exported.flatMap((item) => item.judgments).filter((one) => one.raterSource === "person");
    expect(said).toHaveLength(30);
    for (const one of said) expect(one).toMatchObject({ responseMs: null, batchAnswers: 30, batchMs: 900 });
  });

  test("sent twice is stored once; what is not the person's is refused, and the rest is kept", () => {
    const world = newWorld([0.1, 0.2, 0.3, 0.4]);
    const mine = held(world, 0, 2);
    const others = held(world, 1, 1);
    const given = batch([...mine, ...others, randomUUID(), ...mine], 1);
    const first = doThis(world, 0, given);
    expect(first).toMatchObject({ ok: true, value: { accepted: "saved" } });
    expect(first.ok && first.value.refused?.toSorted()).toEqual(given.leases.slice(2, 4).toSorted());
    expect(doThis(world, 0, given)).toMatchObject({ ok: true, value: { accepted: "again" } });
    expect(stored(world)).toMatchObject([{ answers: 2 }]);
    expect(rows(world)).toHaveLength(2);
    // others' answers stay theirs, and a batch of which nothing can be saved leaves nothing
    expect(doThis(world, 1, batch(mine, 2)).ok).toBe(false);
    expect(doThis(world, 0, batch(held(world, 0, 1), 99)).ok).toBe(false);
    expect(stored(world)).toHaveLength(1);
  });

  test("that cannot have taken so long is implausible; what comes after it is judged by itself", () => {
    const world = newWorld([0.1, 0.2, 0.3, 0.4, 0.5]);
    const [a = "", b = "", c = ""] = held(world, 0, 3);
    const long = time({ batchMs: toleranceMs + 2000, visibleMs: toleranceMs + 2000 });
    doThis(world, 0, batch([a, b], 1, { time: long }), { now: 2000 });
    expect(stored(world)).toMatchObject([{ quality: "implausible" }]);
    answerOf(world, 0, label(c, 1), { now: 3000 });
    expect(rows(world).at(-1)).toMatchObject({ quality: "ok", responseMs: 500, batchId: null });
  });

  test("with checks in it tells nothing, and counts them where checks count", () => {
    const world = newWorld(
      Array.from({ length: 60 }, (_, i) => (i < 30 ? 0.2 + i / 100 : 0.95)),
      {},
    );
    setChecks(db(world), world.project(), { checkRate: 0.2, checkBar: null }, 1);
    db(world).update(projects).set({ checkSeed: 4711 }).run();
    const tasks = take(world, 0, { want: 36 });
    for (const task of tasks) expect(Object.keys(task)).toEqual(["lease"]);
    expect(doThis(world, 0, batch(leasesOf(tasks), 0))).toMatchObject({ ok: true, value: { refused: [] } });
    const checked = db(world).select().from(checkAnswers).all();
    expect(checked.length).toBeGreaterThan(0);
    expect(rows(world).length + checked.length).toBe(tasks.length);
    const [row] = stored(world);
    expect(row?.answers).toBe(tasks.length);
    for (const one of checked) expect(one).toMatchObject({ batchId: row?.id, responseMs: null });
    expect(recentAnswers(db(world), world.project().id, person(world, 0), 50)).toHaveLength(tasks.length);
  });

  test("can be taken back whole, and one picture of it alone", () => {
    const world = newWorld(Array.from({ length: 12 }, (_, i) => 0.2 + i / 100));
    const leases = held(world, 0, 6);
    const given = batch(leases, 1);
    doThis(world, 0, given);
    const recent = recentAnswers(db(world), world.project().id, person(world, 0), 50);
    expect(recent.map(({ batch: key }) => key)).toEqual(leases.map(() => given.batch));
    const back = (some: readonly string[]) =>
      atDesk(world, (desk) => undoAnswers(desk, world.annotate(), person(world, 0), some, 2000));
    const one = back(leases.slice(0, 1));
    expect(one).toMatchObject({ ok: true, value: [{ was: leases[0] }] });
    expect(progress(world, 0, 0).all).toBe(5);
    // Asking again does it once; the other five come with it.
    const all = back(leases);
    expect(all.ok && all.value.map(({ was }) => was)).toEqual(leases);
    expect(progress(world, 0, 0).all).toBe(0);
    expect(db(world).select().from(currentJudgments).all()).toEqual([]);
    expect(
      take(world, 0, { want: 6 })
        .map(({ was }) => was)
        .toSorted(),
    ).toEqual(leases.toSorted());
  });

  test("set aside and taken back, its answers are still of the batch", () => {
    const world = newWorld(Array.from({ length: 8 }, (_, i) => 0.2 + i / 100));
    doThis(world, 0, batch(held(world, 0, 4), 1));
    const raterId = ensurePersonRater(db(world), world.project().id, person(world, 0)).id;
    const carry = () => {
      for (const id of asidesUnderWay(db(world)))
        while (atDesk(world, (desk) => carryAside(desk, id, 3000, asidePart)) === null);
    };
    const aside = beginAside(db(world), world.project(), { raterId, since: null, why: "" }, 2000);
    if (!aside.ok) throw new Error(aside.message);
    carry();
    expect(db(world).select().from(currentJudgments).all()).toEqual([]);
    beginReturn(db(world), world.project(), aside.value.id, 3000);
    carry();
    const batchId = stored(world)[0]?.id;
    expect(
      db(world)
        .select()
        .from(currentJudgments)
        .all()
        .map((row) => row.batchId),
    ).toEqual(Array.from({ length: 4 }, () => batchId));
  });
});

test("a batch of more pictures than a page holds is not taken", async () => {
  const { deed } = await import("#db/labelling/submit.ts");
  const many = Array.from({ length: 81 }, () => randomUUID());
  expect(deed.safeParse(batch(many, 1)).success).toBe(false);
  expect(deed.safeParse(batch(many.slice(1), 1)).success).toBe(true);
  expect(deed.safeParse(batch([], 1)).success).toBe(false);
  expect(claim(1).want).toBe(1);
});
