import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { changeSettings, projectSettings } from "#db/dataset/projects.ts";
import { judgments, routes } from "#db/schema.ts";
import { sampleTime } from "../sample-time.ts";
import { newWorld } from "./world.ts";
import { answerOf, label, served, take, undo } from "./hands.ts";

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
    expect(answerOf(world, 0, label(task?.lease ?? "", 30)).ok).toBe(false);
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
    const undone = undo(world, 0, 5000);
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
    expect(undo(world, 1, 5000).ok).toBe(false);
    const [first, second] = [undo(world, 0, 5000), undo(world, 0, 5000)];
    expect(
      served(
        world,
        [first, second].flatMap((result) => (result.ok ? [result.value] : [])),
      ),
    ).toEqual([1, 0]);
    expect(undo(world, 0, 5000).ok).toBe(false);
  });

  test("asked again after its task ran out and went to somebody else, an undo gives nothing beyond the overlap", () => {
    const world = newWorld([0.1], { people: 2 });
    const [task] = take(world, 0);
    answerOf(world, 0, label(task?.lease ?? "", 1));
    const back = undo(world, 0, 2000, task?.lease);
    const later = 2000 + world.project().leaseSeconds * 1000;
    const [theirs] = take(world, 1, { now: later });
    expect(theirs).toBeDefined();
    expect(undo(world, 0, later + 1, task?.lease).ok).toBe(false);
    answerOf(world, 1, label(theirs?.lease ?? "", 2), { now: later + 2 });
    expect(undo(world, 0, later + 3, task?.lease).ok).toBe(false);
    // What they answer all the same is late, as it always is.
    if (back.ok) answerOf(world, 0, label(back.value.lease, 1), { now: later + 4 });
    const lateness = world.database.db.select({ late: judgments.late }).from(judgments).all();
    expect(lateness).toEqual([{ late: false }, { late: null }, { late: false }, { late: true }]);
  });

  test("an undone audit answer keeps its inclusion probability though the rate has changed to 0", async () => {
    const world = newWorld([0.9], { auditRate: 0.3, draws: [0.1] });
    const [task] = take(world, 0);
    answerOf(world, 0, label(task?.lease ?? "", 0));
    await changeSettings(
      world.database.db,
      world.project(),
      projectSettings.parse({ ...world.project(), auditRate: 0 }),
      10,
    );
    const undone = undo(world, 0, 5000);
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
