import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { authorize } from "#db/access.ts";
import { leasedPicture } from "#db/labelling/image-access.ts";
import {
  allFlags,
  countOpenFlags,
  flagsOf,
  openFlagsOf,
  ownFlags,
  resolveFlag,
} from "#db/labelling/flags.ts";
import { currentJudgments, flags, leases, skips } from "#db/schema.ts";
import { believe } from "./believe.ts";
import { answerOf, doThis, giveBack, label, person, progress, served, skipOf, take, undo } from "./hands.ts";
import { newWorld, routeBy, type World } from "./world.ts";

const one = (world: World, who: number, extra: Parameters<typeof take>[2] = {}) => {
  const [task] = take(world, who, extra);
  return { lease: task?.lease ?? "", item: task ? served(world, [task])[0] : undefined, task };
};

/** What a person is given one after the other, skipping what they are told to. */
function walk(world: World, who: number, skipped: readonly number[], extra: Parameters<typeof take>[2] = {}) {
  const order: number[] = [];
  const put = new Set(skipped);
  for (let turn = 0; turn < 50; turn++) {
    const { lease, item } = one(world, who, extra);
    if (item === undefined) break;
    order.push(item);
    if (put.delete(item)) expect(skipOf(world, who, lease).ok).toBe(true);
    else answerOf(world, who, label(lease, 0));
  }
  return order;
}

describe("an item that somebody skips", () => {
  test.each([
    ["in the order of the scores", {}, {}],
    ["asked at random, out of turn", { auditRate: 1 }, { random: () => 0 }],
  ])("comes back to them when nothing else is left: %s", (_name, settings, extra) => {
    const world = newWorld([0.1, 0.2, 0.3, 0.4], { draws: [0, 0.1, 0.2, 0.3], ...settings });
    expect(walk(world, 0, [0, 2], extra)).toEqual([0, 1, 2, 3, 0, 2]);
    expect(one(world, 0, extra).item).toBeUndefined();
  });

  test("and when the team's belief orders the queue", () => {
    const classes = ["red", "green", "blue"];
    const world = newWorld([0.5, 0.55, 0.6], { overlap: 3, people: 3, eta: 0.95, classes });
    believe(world);
    const { item, lease } = one(world, 0);
    skipOf(world, 0, lease);
    expect(one(world, 1).item).toBe(item);
    const rest = take(world, 0, { want: 3 });
    expect(served(world, rest)).not.toContain(item); // held by the other; the team asks one at a time
    expect(rest).toHaveLength(2);
    const others = world.database.db
      .select()
      .from(leases)
      .where(eq(leases.userId, person(world, 1)))
      .all();
    giveBack(
      world,
      1,
      others.map(({ id }) => id),
    );
    const held = rest.map((task) => task.lease);
    expect(served(world, take(world, 0, { want: 3, held }))).toEqual([item]);
  });

  test("without a machine, too, and after a restart that forgot every place", () => {
    const world = newWorld([0.9, 0.9, 0.9], { draws: [0.1, 0.2, 0.3], eta: 0 });
    routeBy(world.database.db, world.project().id, { activeRunId: null });
    const first = one(world, 0);
    skipOf(world, 0, first.lease);
    routeBy(world.database.db, world.project().id, {});
    expect(walk(world, 0, [])).toEqual([1, 2, 0]);
  });

  test("is free for others at once, and gone for who skipped it once others have answered it", () => {
    const world = newWorld([0.1, 0.2]);
    const { lease } = one(world, 0);
    const answer = skipOf(world, 0, lease);
    expect(answer).toMatchObject({ ok: true, value: { accepted: "saved" } });
    expect(progress(world, 0, 0).left).toBe(2);
    expect(one(world, 1).item).toBe(0);
    answerOf(world, 1, label(world.database.db.select().from(leases).get()?.id ?? "", 1));
    expect(walk(world, 0, [])).toEqual([1]);
  });

  test("counts for nothing, is stored once, and only its holder can skip it", () => {
    const world = newWorld([0.1]);
    const { lease } = one(world, 0);
    expect(skipOf(world, 1, lease).ok).toBe(false);
    skipOf(world, 0, lease);
    expect(skipOf(world, 0, lease)).toMatchObject({ ok: true, value: { accepted: "again" } });
    expect(skipOf(world, 1, lease).ok).toBe(false);
    expect(answerOf(world, 0, label(lease, 0)).ok).toBe(false);
    const { db } = world.database;
    expect(db.select().from(skips).all()).toMatchObject([
      { leaseId: lease, reason: "deferred", inclusion: 1, visibleMs: 700, returnedAt: null },
    ]);
    expect(db.select().from(currentJudgments).all()).toEqual([]);
    expect(progress(world, 0, 0)).toMatchObject({ all: 0, left: 1 });
    const again = one(world, 0);
    expect(again.task).toMatchObject({ skipped: true });
    expect(again.lease).not.toBe(lease);
    expect(leasedPicture(db, "world", { id: person(world, 0), role: "annotator" }, lease)).toBeDefined();
    expect(leasedPicture(db, "world", { id: person(world, 1), role: "annotator" }, lease)).toBeUndefined();
  });

  test("can be taken back, once or twice, unless somebody else has it meanwhile", () => {
    const world = newWorld([0.1, 0.2]);
    const { lease } = one(world, 0);
    skipOf(world, 0, lease);
    const back = undo(world, 0, 2000, lease);
    expect(back).toMatchObject({ ok: true, value: { was: lease } });
    expect(undo(world, 0, 2001, lease)).toEqual(back);
    expect(undo(world, 1, 2001, lease).ok).toBe(false);
    if (!back.ok) return;
    skipOf(world, 0, back.value.lease);
    expect(one(world, 1).item).toBe(0);
    expect(undo(world, 0, 2002, back.value.lease).ok).toBe(false);
  });

  test("may be skipped late, when its lease has run out", () => {
    const world = newWorld([0.1], { leaseSeconds: 60 });
    const { lease } = one(world, 0, { now: 0 });
    const other = one(world, 1, { now: 100_000 });
    expect(other.item).toBe(0);
    expect(skipOf(world, 0, lease, { now: 100_001 }).ok).toBe(true);
    answerOf(world, 1, label(other.lease, 0), { now: 100_002 });
    expect(one(world, 0, { now: 100_003 }).item).toBeUndefined();
  });
});

describe("a flag", () => {
  const raised = (lease: string, comment = "Two animals.") => ({
    ...{ outcome: "flag" as const, flag: randomUUID(), lease, comment },
  });

  test("changes nothing else: the item stays theirs, before the answer and after it", () => {
    const world = newWorld([0.1, 0.2]);
    const { lease } = one(world, 0);
    const before = raised(lease);
    expect(doThis(world, 0, before)).toMatchObject({ ok: true, value: { accepted: "saved" } });
    expect(doThis(world, 0, before)).toMatchObject({ ok: true, value: { accepted: "again" } });
    expect(doThis(world, 1, before).ok).toBe(false);
    expect(answerOf(world, 0, label(lease, 0)).ok).toBe(true);
    const { db } = world.database;
    const id = world.project().id;
    expect(ownFlags(db, id, person(world, 0), 9)).toEqual([
      { flag: before.flag, lease, comment: "Two animals." },
    ]);
    // A later remark on the same picture replaces the one before.
    const after = raised(lease, "Three.");
    expect(doThis(world, 0, after).ok).toBe(true);
    expect(openFlagsOf(db, world.itemIds[0] ?? -1)).toMatchObject([
      { comment: "Three.", author: "Person 0" },
    ]);
    expect(flagsOf(db, world.itemIds[0] ?? -1)).toHaveLength(2);
  });

  test("needs a picture of one's own, and can be taken back by its author until a reviewer has dealt with it", () => {
    const world = newWorld([0.1, 0.2, 0.3]);
    const { db } = world.database;
    const id = world.project().id;
    const { lease } = one(world, 0);
    expect(doThis(world, 1, raised(lease)).ok).toBe(false);
    expect(doThis(world, 0, raised(randomUUID())).ok).toBe(false);
    const mine = raised(lease);
    doThis(world, 0, mine);
    const back = { outcome: "unflag" as const, flag: mine.flag, lease };
    expect(doThis(world, 1, back).ok).toBe(false);
    expect(countOpenFlags(db, id)).toBe(1);
    expect(doThis(world, 0, back)).toMatchObject({ ok: true, value: { accepted: "saved" } });
    expect(doThis(world, 0, back)).toMatchObject({ ok: true, value: { accepted: "again" } });
    expect(countOpenFlags(db, id)).toBe(0);

    skipOf(world, 0, lease);
    const second = raised(lease); // on what was skipped
    doThis(world, 0, second);
    const flagId = db.select().from(flags).where(eq(flags.key, second.flag)).get()?.id ?? -1;
    const reviewer = { id: person(world, 1), role: "researcher" as const };
    const review = authorize(reviewer, world.project(), "researcher", null) ?? expect.unreachable();
    expect(resolveFlag(db, review, flagId, "Fine as it is.", 5000).ok).toBe(true);
    expect(resolveFlag(db, review, flagId, "Again.", 5001).ok).toBe(false);
    expect(doThis(world, 0, { ...back, flag: second.flag }).ok).toBe(false);
    expect(ownFlags(db, id, person(world, 0), 9)).toEqual([]);
    expect(allFlags(db, id, 1e9, 9)).toMatchObject([
      { resolution: "Fine as it is.", resolvedAt: 5000, resolvedBy: reviewer.id, withdrawnAt: null },
      { withdrawnAt: 1000, resolvedAt: null },
    ]);
  });
});
