import { eq } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { setChecks } from "#db/labelling/check-settings.ts";
import { forgetAll, deskOf } from "#db/labelling/desk.ts";
import { leasedPicture } from "#db/labelling/image-access.ts";
import {
  answerPractice,
  beginPractice,
  type Practice,
  type PracticeOutcome,
  practiceOfPage,
} from "#db/labelling/practice.ts";
import {
  giveTry,
  letIn,
  listPractice,
  practiceStanding,
  takeLetInBack,
} from "#db/labelling/practice-people.ts";
import { practicable, type PracticeSettings, setPractice } from "#db/labelling/practice-settings.ts";
import {
  checkAnswers,
  checks,
  currentJudgments,
  images,
  items,
  judgments,
  leases,
  practiceAnswers,
  practiceRounds,
  projects,
  raters,
  routes,
  skips,
  users,
} from "#db/schema.ts";
import { mayBeAsked } from "#db/people/members.ts";
import { handAt } from "#db/labelling/shift.ts";
import { teamView } from "#db/views/team.ts";
import { rightNeeded } from "#lib/practice.ts";
import {
  answerOf,
  atDesk,
  label,
  liveLeases,
  person,
  progress,
  served,
  skipOf,
  take,
  undo,
  waitingFor,
} from "./hands.ts";
import { newWorld, type World } from "./world.ts";

const usual: PracticeSettings = {
  practiceItems: 5,
  practicePass: 0.8,
  practiceTries: null,
  practiceAll: false,
};

/** Half of the items are the queue's, the others the machine keeps; all have gold: index mod 3. */
function practisingWorld(
  size: number,
  settings: Partial<PracticeSettings> = {},
  world: Parameters<typeof newWorld>[1] = {},
): World {
  const confidences = Array.from({ length: 2 * size }, (_, i) => (i < size ? 0.3 + i / (10 * size) : 0.95));
  const draws = confidences.map((_, i) => ((i * 7919) % confidences.length) / confidences.length);
  const made = newWorld(confidences, { draws, ...world });
  made.database.db.update(projects).set({ checkSeed: 4711 }).run();
  expect(setPractice(made.database.db, made.project(), { ...usual, ...settings }, 10)).toMatchObject({
    ok: true,
  });
  return made;
}

const begin = (world: World, i: number) =>
  atDesk(world, (desk) => beginPractice(desk, world.annotate(), person(world, i), 1000));
const say = (world: World, i: number, picture: string, said: number | null) =>
  atDesk(world, (desk) =>
    answerPractice(desk, world.annotate(), person(world, i), { picture, label: said }, 1000),
  );
const page = (world: World, i: number): Practice | null =>
  practiceOfPage(world.database.db, world.project(), person(world, i));
const rowsOf = (world: World, i: number) =>
  world.database.db
    .select()
    .from(practiceAnswers)
    .where(eq(practiceAnswers.userId, person(world, i)))
    .all();
const goldOf = (world: World, key: string): number => {
  const row = world.database.db
    .select({ gold: items.gold })
    .from(practiceAnswers)
    .innerJoin(items, eq(items.id, practiceAnswers.itemId))
    .where(eq(practiceAnswers.key, key))
    .get();
  return row?.gold ?? -1;
};

/** A whole round with so many right answers first. @returns what came of it */
function round(world: World, i: number, right: number): PracticeOutcome | null {
  const begun = begin(world, i);
  if (!begun.ok) throw new Error(begun.message);
  let now: Practice = begun.value;
  for (let n = 0; now.open; n++) {
    const picture = now.open.next[0] ?? "";
    const gold = goldOf(world, picture);
    const said = say(world, i, picture, n < right ? gold : (gold + 1) % 3);
    if (!said.ok) throw new Error(said.message);
    expect(said.value.feedback).toMatchObject({ truth: gold, right: n < right });
    now = said.value.practice;
  }
  return now.last;
}

/** Everything that the queue has for somebody; where they come to answer it. */
function answerAll(world: World, i: number): number[] {
  const seen: number[] = [];
  for (let [task] = take(world, i); task && seen.length < 1000; [task] = take(world, i)) {
    seen.push(...served(world, [task]));
    expect(answerOf(world, i, label(task.lease, 0)).ok).toBe(true);
  }
  return seen;
}

describe("practice", () => {
  test("comes before the first task, at the desk and not only on the page, and ends with a pass", () => {
    const world = practisingWorld(20);
    expect(take(world, 0, { want: 5 })).toEqual([]);
    expect(waitingFor(world, 0)).toMatchObject({ closed: "practice" });
    expect(page(world, 0)).toEqual({ pictures: 5, needed: 4, triesLeft: null, open: null, last: null });
    expect(round(world, 0, 3)).toMatchObject({ answered: 5, right: 3, needed: 4, passed: false });
    expect(take(world, 0)).toEqual([]);
    expect(round(world, 0, 4)).toMatchObject({ right: 4, passed: true });
    expect(page(world, 0)).toBeNull();
    expect(take(world, 0, { want: 5 })).toHaveLength(5);
    expect(begin(world, 0).ok).toBe(false);
    // somebody else has not passed by it
    expect(take(world, 1)).toEqual([]);
  });

  test("what is remembered of who may come is what the database says", () => {
    const world = practisingWorld(20);
    expect(take(world, 0)).toEqual([]);
    round(world, 0, 5);
    expect(take(world, 0)).toHaveLength(1);
    forgetAll(deskOf(world.database.db));
    expect(take(world, 0, { want: 2 })).toHaveLength(2);
    expect(setPractice(world.database.db, world.project(), null, 20).ok).toBe(true);
    expect(take(world, 1)).toHaveLength(1);
  });

  test("nothing that a page is told before the answer depends on what the picture is", () => {
    const told = [0, 1].map((shift) => {
      const world = practisingWorld(20);
      const { db } = world.database;
      for (const [i, id] of world.itemIds.entries())
        db.update(items)
          .set({ gold: (i + shift) % 3 })
          .where(eq(items.id, id))
          .run();
      const heard: unknown[] = [];
      const begun = begin(world, 0);
      for (let now = begun.ok ? begun.value : null; now?.open;) {
        const keys = rowsOf(world, 0).map(({ key }) => key);
        heard.push(
          JSON.parse(JSON.stringify({ ...now, open: now.open.next }), (_, value: unknown) =>
            typeof value === "string" ? keys.indexOf(value) : value,
          ),
        );
        const said = say(world, 0, now.open.next[0] ?? "", 29);
        now = said.ok ? said.value.practice : null;
      }
      return { heard, places: rowsOf(world, 0).map(({ itemId }) => itemId) };
    });
    expect(told[0]?.heard).toHaveLength(5);
    expect(told[0]).toEqual(told[1]);
  });

  test("an answer counts once, only from whom it was asked, and only with a class that there is", () => {
    const world = practisingWorld(20);
    const [mine, theirs] = [begin(world, 0), begin(world, 1)];
    if (!mine.ok || !theirs.ok) throw new Error("not begun");
    const picture = mine.value.open?.next[0] ?? "";
    const gold = goldOf(world, picture);
    expect(say(world, 1, picture, gold).ok).toBe(false);
    expect(say(world, 0, picture, 30).ok).toBe(false);
    expect(rowsOf(world, 0).filter(({ answeredAt }) => answeredAt !== null)).toEqual([]);
    const first = say(world, 0, picture, null);
    expect(first).toMatchObject({ value: { feedback: { label: null, truth: gold, right: false } } });
    expect(say(world, 0, picture, gold)).toEqual(first);
    expect(rowsOf(world, 0)[0]).toMatchObject({ label: null, gold });
    // a page that is loaded again goes on where it was
    expect(begin(world, 0)).toEqual({ ok: true, value: page(world, 0) });
    const user = (i: number) => ({ id: person(world, i), role: "annotator" }) as const;
    expect(leasedPicture(world.database.db, "world", user(0), picture)).toBeDefined();
    expect(leasedPicture(world.database.db, "world", user(1), picture)).toBeUndefined();
  });

  test("counts in nothing that the queue, the team or a log of judgments knows", () => {
    const plain = practisingWorld(20);
    setPractice(plain.database.db, plain.project(), null, 10);
    const practised = practisingWorld(20);
    expect(round(practised, 0, 2)).toMatchObject({ passed: false });
    expect(round(practised, 0, 5)).toMatchObject({ passed: true });
    const known = ({ database: { db }, project }: World) => ({
      judgments: db.select().from(judgments).all(),
      leases: db.select().from(leases).all(),
      checks: [...db.select().from(checks).all(), ...db.select().from(checkAnswers).all()],
      skips: db.select().from(skips).all(),
      routes: db.select().from(routes).all(),
      team: teamView(db, project()),
    });
    expect(known(practised)).toEqual(known(plain));
    expect(progress(practised, 0, 0)).toMatchObject({ all: 0, today: 0, left: 20 });
    // and what is asked then is what would have been
    expect(answerAll(practised, 0)).toEqual(answerAll(plain, 0));
    const said = ({ database: { db } }: World) =>
      db
        .select({ item: currentJudgments.itemId, label: currentJudgments.label })
        .from(currentJudgments)
        .all();
    expect(said(practised)).toEqual(said(plain));
  });

  test("tries run out, an admin gives one, or lets in; all of it is seen and none of it is another’s", () => {
    const world = practisingWorld(40, { practiceTries: 2 });
    const { db } = world.database;
    expect(page(world, 0)?.triesLeft).toBe(2);
    round(world, 0, 0);
    expect(page(world, 0)).toMatchObject({ triesLeft: 1, last: { right: 0, passed: false } });
    expect(page(world, 0)?.last?.wrong).toHaveLength(5);
    round(world, 0, 3);
    expect(begin(world, 0).ok).toBe(false);
    expect(page(world, 0)).toMatchObject({ triesLeft: 0 });
    expect(take(world, 0)).toEqual([]);
    expect(giveTry(db, world.project(), person(world, 0), 2000).ok).toBe(true);
    expect(practiceStanding(db, world.project(), person(world, 0))).toMatchObject({
      ...{ due: true, tries: 2, triesLeft: 1, underWay: false, letInAt: null },
      round: { right: 3, answered: 5, passed: false },
    });
    round(world, 0, 5);
    expect(take(world, 0)).toHaveLength(1);
    expect(giveTry(db, world.project(), person(world, 0), 2000).ok).toBe(false);
    expect(letIn(db, world.project(), 999, 2000).ok).toBe(false);
    expect(take(world, 1)).toEqual([]);
    expect(letIn(db, world.project(), person(world, 1), 2000).ok).toBe(true);
    expect(take(world, 1)).toHaveLength(1);
    expect(
      listPractice(db, world.project(), []).map(({ id, due, letInAt, round: passed }) => [
        ...[id, due, letInAt, passed?.passed ?? null],
      ]),
    ).toEqual([
      [person(world, 0), false, null, true],
      [person(world, 1), false, 2000, null],
    ]);
    // taken back: they have to pass after all; whoever passed was never let in
    expect(takeLetInBack(db, world.project(), person(world, 0), 3000).ok).toBe(false);
    expect(takeLetInBack(db, world.project(), person(world, 1), 3000).ok).toBe(true);
    expect(takeLetInBack(db, world.project(), person(world, 1), 3000).ok).toBe(false);
    expect(take(world, 1, { now: 1e9 })).toEqual([]);
    expect(practiceStanding(db, world.project(), person(world, 1))).toMatchObject({
      due: true,
      letInAt: null,
    });
  });

  test("who may be asked in an open project is asked to practise, whether they ever came or not", () => {
    const world = practisingWorld(40, {}, { people: 3 });
    const { db } = world.database;
    const open = () => mayBeAsked(db, world.project()).map(({ id }) => id);
    const all = [0, 1, 2].map((who) => person(world, who));
    expect(open()).toEqual(all);
    expect(
      listPractice(db, world.project(), mayBeAsked(db, world.project())).map(({ id, tries }) => [id, tries]),
    ).toEqual(all.map((id) => [id, 0]));
    db.update(users)
      .set({ disabledAt: 1 })
      .where(eq(users.id, all[0] ?? -1))
      .run();
    db.update(users)
      .set({ role: "researcher" })
      .where(eq(users.id, all[1] ?? -1))
      .run();
    expect(open()).toEqual(all.slice(2));
    db.update(projects).set({ membersOnly: true }).run();
    expect(open()).toEqual([]);
  });

  test("pictures are others at the next try, few for all people together, and not the queue’s while there are others", () => {
    const world = practisingWorld(40, {}, { people: 8 });
    const queue = new Set(world.itemIds.slice(0, 40));
    for (let i = 0; i < 8; i++) {
      round(world, i, 0);
      round(world, i, 0);
      const mine = rowsOf(world, i).map(({ itemId }) => itemId);
      expect(new Set(mine).size).toBe(10);
      expect(mine.some((id) => queue.has(id))).toBe(false);
    }
    const all = world.database.db.select().from(practiceAnswers).all();
    expect(new Set(all.map(({ itemId }) => itemId)).size).toBe(10);
    // the same pictures, each person in an order of their own
    const orders = Array.from({ length: 8 }, (_, i) =>
      rowsOf(world, i)
        .slice(0, 5)
        .map(({ itemId }) => itemId),
    );
    expect(new Set(orders.map((order) => [...order].sort().join())).size).toBe(1);
    expect(new Set(orders.map(String)).size).toBeGreaterThan(1);
  });

  test("with no more pictures than a round the same come again", () => {
    const world = practisingWorld(5);
    const { db } = world.database;
    const kept = world.itemIds.slice(5);
    for (const id of world.itemIds)
      if (!kept.includes(id)) db.update(items).set({ gold: null }).where(eq(items.id, id)).run();
    expect(practicable(db, world.project().id)).toEqual({ n: 5, more: false });
    for (let turn = 0; turn < 3; turn++) round(world, 0, 0);
    const rounds = rowsOf(world, 0).map(({ itemId }) => itemId);
    expect(rounds).toHaveLength(15);
    expect(new Set(rounds)).toEqual(new Set(kept));
  });

  test("a picture that was answered serves last, and its answer stays as it is", () => {
    const world = newWorld(Array.from({ length: 6 }, () => 0.3));
    const { db } = world.database;
    for (let [task] = take(world, 0); task; [task] = take(world, 0)) answerOf(world, 0, label(task.lease, 1));
    expect(setPractice(db, world.project(), { ...usual, practiceAll: true }, 2000).ok).toBe(true);
    const kept = db.select().from(judgments).all().at(-1);
    round(world, 0, 5);
    const practised = rowsOf(world, 0).map(({ itemId }) => itemId);
    expect(practised).toHaveLength(5);
    for (const { itemId, leaseId } of db.select().from(judgments).all())
      expect(undo(world, 0, 3000, leaseId ?? "").ok).toBe(!practised.includes(itemId));
    expect(kept).toBeDefined();
  });

  test("who had answered before it was switched on needs none, unless everybody does", () => {
    const world = newWorld(Array.from({ length: 40 }, () => 0.3));
    const { db } = world.database;
    const [task, held] = take(world, 0, { want: 2 });
    answerOf(world, 0, label(task?.lease ?? "", 1));
    const [theirs] = take(world, 1);
    const [open = -1] = served(world, [theirs ?? { lease: "" }]);
    expect(setPractice(db, world.project(), usual, 2000).ok).toBe(true);
    expect(liveLeases(world, world.itemIds[open] ?? -1, 2000)).toBe(0);
    expect(take(world, 0, { held: [held?.lease ?? ""], want: 2 })).toHaveLength(1);
    expect(take(world, 1)).toEqual([]);
    // what was held is kept, and opens no way in
    expect(answerOf(world, 1, label(theirs?.lease ?? "", 1), { now: 3000 }).ok).toBe(true);
    forgetAll(deskOf(db));
    expect(take(world, 1, { now: 3000 })).toEqual([]);
    expect(setPractice(db, world.project(), { ...usual, practiceAll: true }, 4000).ok).toBe(true);
    expect(take(world, 0, { now: 4000 })).toEqual([]);
    expect(undo(world, 0, 4000, task?.lease).ok).toBe(false);
  });

  test("needs as many different pictures as a round has", () => {
    const world = newWorld(Array.from({ length: 8 }, () => 0.3));
    const { db } = world.database;
    const [first = -1, second = -1] = world.itemIds;
    const hash = db.select().from(items).where(eq(items.id, first)).get()?.hash ?? "";
    db.update(items).set({ hash }).where(eq(items.id, second)).run();
    const before = world.project();
    const done = setPractice(db, world.project(), { ...usual, practiceItems: 8 }, 1);
    expect(done.ok ? "" : done.message).toContain("7");
    expect(world.project()).toEqual(before);
    expect(setPractice(db, world.project(), { ...usual, practiceItems: 7 }, 1).ok).toBe(true);
    begin(world, 0);
    expect(rowsOf(world, 0)).toHaveLength(7);
  });

  test("a picture that is set aside meanwhile is left out, and the round judged by the others", () => {
    const world = practisingWorld(20);
    const begun = begin(world, 0);
    const [lost, ...rest] = rowsOf(world, 0);
    if (!begun.ok || !lost) throw new Error("not begun");
    world.database.db.update(items).set({ aside: true }).where(eq(items.id, lost.itemId)).run();
    expect(say(world, 0, lost.key, 0).ok).toBe(false);
    for (const { key } of rest) say(world, 0, key, goldOf(world, key));
    expect(world.database.db.select().from(practiceRounds).get()).toMatchObject({
      ...{ answered: 4, right: 4, passed: true },
    });
  });

  test("property: no practised picture, nor an equal one, is ever a question or a check of the person, nor the other way round", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(11), { minLength: 30, maxLength: 30 }),
        fc.array(
          fc.record({
            who: fc.nat(1),
            do: fc.constantFrom("answer", "skip", "undo", "practise" as const),
            right: fc.nat(5),
          }),
          { minLength: 5, maxLength: 40 },
        ),
        fc.boolean(),
        (pictures, deeds, everybody) => {
          // the queue asks everything, and has equal pictures under several names
          const world = newWorld(
            Array.from({ length: 30 }, () => 0.3),
            { draws: Array.from({ length: 30 }, (_, i) => ((i * 11) % 30) / 30), overlap: 2 },
          );
          const { db } = world.database;
          const hashes = db.select({ hash: images.hash }).from(images).all();
          for (const [i, id] of world.itemIds.entries())
            db.update(items)
              .set({ hash: hashes[pictures[i] ?? 0]?.hash ?? "" })
              .where(eq(items.id, id))
              .run();
          setChecks(db, world.project(), { checkRate: 0.2, checkBar: null }, 1);
          const there = practicable(db, world.project().id).n;
          if (!setPractice(db, world.project(), { ...usual, practiceAll: everybody }, 10).ok) return;
          expect(there).toBeGreaterThanOrEqual(5);
          const hashOf = new Map(
            db
              .select()
              .from(items)
              .all()
              .map(({ id, hash }) => [id, hash]),
          );
          const practised = (who: number) =>
            new Set(rowsOf(world, who).map(({ itemId }) => hashOf.get(itemId)));
          /** Pictures that somebody has never had before them, in whichever way. */
          const unseen = (who: number): Set<string> => {
            const user = person(world, who);
            const raterId = db.select().from(raters).where(eq(raters.userId, user)).get()?.id ?? -1;
            const ids = (rows: { itemId: number }[]) => rows.map(({ itemId }) => itemId);
            const held = new Set([
              ...ids(db.select().from(leases).where(eq(leases.userId, user)).all()),
              ...ids(db.select().from(skips).where(eq(skips.userId, user)).all()),
            ]);
            const had = new Set(
              [
                ...ids(db.select().from(judgments).where(eq(judgments.raterId, raterId)).all()),
                ...ids(db.select().from(checks).where(eq(checks.userId, user)).all()),
                ...ids(rowsOf(world, who)),
              ].map((id) => hashOf.get(id)),
            );
            return new Set(
              [...hashOf].filter(([id, hash]) => !held.has(id) && !had.has(hash)).map(([, hash]) => hash),
            );
          };
          const given: string[][] = [[], []];
          for (const { who, do: deed, right } of deeds) {
            if (deed === "practise") {
              const fresh = unseen(who);
              const before = rowsOf(world, who).length;
              if (!page(world, who)) continue;
              round(world, who, right);
              const chosen = rowsOf(world, who).slice(before);
              // what is new to them comes first
              expect(chosen.filter(({ itemId }) => fresh.has(hashOf.get(itemId) ?? "")).length).toBe(
                Math.min(5, fresh.size),
              );
              continue;
            }
            const last = given[who]?.at(-1);
            if (deed === "undo" && last !== undefined) {
              undo(world, who, 1000, last);
              continue;
            }
            const [task] = take(world, who, { random: () => 0.4 });
            if (!task) continue;
            const [place = -1] = served(world, [task]);
            expect(practised(who).has(hashOf.get(world.itemIds[place] ?? -1))).toBe(false);
            if (deed === "skip") skipOf(world, who, task.lease);
            else answerOf(world, who, label(task.lease, 0));
            given[who]?.push(task.lease);
          }
          // what is counted by and by is what a fresh count says
          const passed = () =>
            [0, 1].map((who) =>
              atDesk(world, (desk) => handAt(desk, world.project(), person(world, who)).passed),
            );
          const counted = passed();
          forgetAll(deskOf(db));
          expect(counted).toEqual(passed());
        },
      ),
      { numRuns: 25 },
    );
  });

  test("what is left for somebody is the queue without what they practised with", () => {
    const world = newWorld(Array.from({ length: 30 }, () => 0.3));
    const { db } = world.database;
    setPractice(db, world.project(), usual, 10);
    progress(world, 0, 0);
    progress(world, 1, 0);
    round(world, 0, 5);
    expect(progress(world, 0, 0).left).toBe(25);
    // an item of the practice that somebody else answers was none for them before either
    letIn(db, world.project(), person(world, 1), 20);
    expect(answerAll(world, 1)).toHaveLength(30);
    expect(progress(world, 0, 0).left).toBe(0);
    forgetAll(deskOf(db));
    expect(progress(world, 0, 0).left).toBe(0);
  });

  test("the mark is reached by as few right answers as the share says", () => {
    expect(
      [
        [0.8, 10],
        [0.7, 10],
        [0.75, 10],
        [1, 5],
        [0.001, 5],
        [0.29, 100],
      ].map(([pass = 0, n = 0]) => rightNeeded(pass, n)),
    ).toEqual([8, 7, 8, 5, 1, 29]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 5, max: 50 }), (mille, n) => {
        const needed = rightNeeded(mille / 1000, n);
        expect(1000 * needed).toBeGreaterThanOrEqual(mille * n);
        expect(1000 * (needed - 1)).toBeLessThan(mille * n);
      }),
    );
  });
});
