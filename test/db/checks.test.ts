import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { keyedDraws } from "#db/labelling/checks.ts";
import { setChecks } from "#db/labelling/check-settings.ts";
import { recentAnswers } from "#db/labelling/judgments.ts";
import { leasedPicture } from "#db/labelling/image-access.ts";
import { newestJudgment } from "#db/teaming/answers.ts";
import {
  checkAnswers,
  checks,
  currentJudgments,
  items,
  judgments,
  leases,
  projects,
  routes,
} from "#db/schema.ts";
import { personView } from "#db/views/person.ts";
import { teamView } from "#db/views/team.ts";
import { answerOf, doThis, giveBack, label, person, progress, skipOf, take, undo } from "./hands.ts";
import { newWorld, type World } from "./world.ts";

/** Half of the items are the queue's, the others the machine keeps: they have gold, as all here. */
function checkedWorld(size: number, settings: Parameters<typeof newWorld>[1] = {}, rate = 0.2): World {
  const confidences = Array.from({ length: 2 * size }, (_, i) => (i < size ? 0.3 + i / (10 * size) : 0.95));
  const draws = confidences.map((_, i) => ((i * 7919) % confidences.length) / confidences.length);
  const world = newWorld(confidences, { draws, ...settings });
  setChecks(world.database.db, world.project(), { checkRate: rate, checkBar: null }, 1);
  world.database.db.update(projects).set({ checkSeed: 4711 }).run();
  return world;
}

const isCheck = (world: World, lease: string): boolean =>
  world.database.db.select().from(leases).where(eq(leases.id, lease)).get()?.forCheck === true;
const itemOf = (world: World, lease: string): number =>
  world.database.db.select().from(leases).where(eq(leases.id, lease)).get()?.itemId ?? -1;

/** Answers everything that there is; what is told with it. */
function answerAll(world: World, who: number, extra: Parameters<typeof take>[2] = {}) {
  const seen: { item: number; check: boolean; left: number }[] = [];
  for (let [task] = take(world, who, extra); task && seen.length < 5000; [task] = take(world, who, extra)) {
    const [item, check] = [itemOf(world, task.lease), isCheck(world, task.lease)];
    expect(Object.keys(task)).toEqual(["lease"]);
    expect(answerOf(world, who, label(task.lease, 0), extra).ok).toBe(true);
    seen.push({ item, check, left: progress(world, who, 0).left });
  }
  return seen;
}

describe("checks", () => {
  test("are the share of tasks that was set, never twice, and never a question of the same person", () => {
    const world = checkedWorld(240);
    const seen = answerAll(world, 0);
    const questions = seen.filter(({ check }) => !check).length;
    const asked = seen.length - questions;
    expect(questions).toBe(240);
    // A check comes before a question with probability r / (1 − r) = ¼: 3.3 σ of the binomial around it.
    expect(Math.abs(asked - 60)).toBeLessThan(3.3 * Math.sqrt(240 * 0.25 * 0.75));
    expect(new Set(seen.map(({ item }) => item)).size).toBe(seen.length);
    expect(progress(world, 0, 0)).toMatchObject({ all: seen.length, today: seen.length, left: 0 });
  });

  test("count in nothing that the queue, its aim, the team or a log of judgments knows", () => {
    const plain = checkedWorld(40, { aimQuestions: 30 }, 0);
    const checked = checkedWorld(40, { aimQuestions: 30 });
    for (const world of [plain, checked]) answerAll(world, 0);
    const { db } = checked.database;
    expect(db.select().from(checkAnswers).all().length).toBeGreaterThan(2);
    const known = (world: World) => ({
      answered: world.database.db
        .select({ item: currentJudgments.itemId, label: currentJudgments.label })
        .from(currentJudgments)
        .all(),
      routes: world.database.db
        .select({ item: routes.itemId, answers: routes.answers, held: routes.held, open: routes.open })
        .from(routes)
        .all(),
      newest: newestJudgment(world.database.db, world.project().id),
      team: teamView(world.database.db, world.project()),
    });
    expect(known(checked)).toEqual(known(plain));
    expect(checked.project().closedBecause).toBe("questions");
  });

  test("stay where they were when a page is loaded again, and in every tab", () => {
    const world = checkedWorld(100);
    const order = (want: number) => {
      const tasks = take(world, 0, { want, held: [] });
      const seen = tasks.map(({ lease }) => itemOf(world, lease));
      giveBack(
        world,
        0,
        tasks.map(({ lease }) => lease),
      );
      return seen;
    };
    const first = order(20);
    expect(world.database.db.select().from(checks).all().length).toBeGreaterThan(0);
    expect(order(20)).toEqual(first);
    expect(order(6)).toEqual(first.slice(0, 6));
    const held = take(world, 0, { want: 20 }).map(({ lease }) => lease);
    expect(take(world, 0, { want: 20, held: [] }).map(({ lease }) => lease)).toEqual(held);
  });

  test("are undone, skipped, flagged, retried and late like questions, step for step", () => {
    const world = checkedWorld(100);
    const { db } = world.database;
    const seen = new Map<boolean, unknown[]>();
    // each with the page as it stands: what is told of a check is what is told of a question
    for (let turn = 0; turn < 60 && seen.size < 2; turn++) {
      const [task] = take(world, 0);
      const lease = task?.lease ?? "";
      const check = isCheck(world, lease);
      if (seen.has(check)) {
        answerOf(world, 0, label(lease, 1));
        continue;
      }
      const told: unknown[] = [];
      const before = progress(world, 0, 0);
      const tell = (what: unknown) => {
        const { today, all, left } = progress(world, 0, 0);
        told.push(what, today - before.today, all - before.all, left - before.left);
      };
      const user = { id: person(world, 0), role: "annotator" } as const;
      const picture = leasedPicture(db, "world", user, lease)?.hash;
      tell(doThis(world, 0, { outcome: "flag", flag: randomUUID(), lease, comment: "Odd." }).ok);
      tell(answerOf(world, 0, label(lease, 2)).ok);
      tell(answerOf(world, 0, label(lease, 2)));
      expect(leasedPicture(db, "world", user, lease)?.hash).toBe(picture);
      expect(recentAnswers(db, world.project().id, user.id, 99)).toContainEqual({ lease, label: 2 });
      const back = undo(world, 0, 1000, lease);
      tell(back.ok && Object.keys(back.value));
      const again = undo(world, 0, 1000, lease);
      expect(again).toEqual(back);
      const [reloaded] = take(world, 0);
      expect(reloaded).toEqual(back.ok && back.value);
      tell(skipOf(world, 0, reloaded?.lease ?? "").ok);
      const unskipped = undo(world, 0, 1000, reloaded?.lease);
      tell(unskipped.ok && Object.keys(unskipped.value));
      const late = unskipped.ok ? unskipped.value.lease : "";
      tell(answerOf(world, 0, label(late, 0), { now: 900_000 }).ok);
      seen.set(
        check,
        told.map((what) => JSON.parse(JSON.stringify(what).replaceAll(lease, "it")) as unknown),
      );
    }
    expect(seen.get(true)).toEqual(seen.get(false));
    expect(db.select().from(checkAnswers).all()).toMatchObject([
      { label: 2, withdrawnAt: 1000, late: false },
      { label: 0, withdrawnAt: null, late: true },
    ]);
    expect(db.select().from(judgments).all().length).toBeGreaterThan(0);
  });

  test("that were skipped come back with the skipped questions, in their order", () => {
    const world = checkedWorld(20);
    const skipped: string[] = [];
    const order: number[] = [];
    for (let [task] = take(world, 0); task; [task] = take(world, 0)) {
      order.push(itemOf(world, task.lease));
      if (task.skipped) answerOf(world, 0, label(task.lease, 0));
      else if (skipped.push(task.lease)) skipOf(world, 0, task.lease);
    }
    const half = order.length / 2;
    expect(order.slice(half)).toEqual(order.slice(0, half));
    expect(world.database.db.select().from(checkAnswers).all().length).toBe(half - 20);
  });

  test("what is left goes down by one an answer, whatever was answered", () => {
    const world = checkedWorld(120);
    progress(world, 0, 0);
    const seen = answerAll(world, 0).map(({ left }) => left);
    const steps = seen.slice(1).map((left, i) => (seen[i] ?? 0) - left);
    const told = steps.slice(0, 80);
    expect(told.filter((step) => step !== 1).length).toBeLessThanOrEqual(Math.ceil(80 / 25));
  });

  test("come from the queue's own items while there are no others, and others are asked about those", () => {
    const world = newWorld(
      Array.from({ length: 60 }, () => 0.3),
      { draws: Array.from({ length: 60 }, (_, i) => i / 60) },
    );
    setChecks(world.database.db, world.project(), { checkRate: 0.2, checkBar: null }, 1);
    const mine = answerAll(world, 0);
    expect(mine).toHaveLength(60);
    const asChecks = mine.filter(({ check }) => check).map(({ item }) => item);
    expect(asChecks.length).toBeGreaterThan(3);
    expect(progress(world, 0, 0).left).toBe(0);
    const others = answerAll(world, 1).filter(({ check }) => !check);
    expect(others.map(({ item }) => item).sort()).toEqual(asChecks.sort());
  });

  test("run out without a word", () => {
    const world = checkedWorld(50);
    const { db } = world.database;
    const kept = world.itemIds.slice(50, 53);
    for (const id of world.itemIds)
      if (!kept.includes(id)) db.update(items).set({ gold: null }).where(eq(items.id, id)).run();
    const seen = answerAll(world, 0);
    expect(
      seen
        .filter(({ check }) => check)
        .map(({ item }) => item)
        .sort(),
    ).toEqual(kept);
    expect(seen).toHaveLength(53);
  });

  test("are on the person's page, apart from their answers and with them in the confusion", () => {
    const world = checkedWorld(50);
    const seen = answerAll(world, 0);
    const n = seen.filter(({ check }) => check).length;
    const right = seen.filter(({ check, item }) => check && world.itemIds.indexOf(item) % 3 === 0).length;
    const rater = world.database.db.select().from(currentJudgments).get()?.raterId ?? -1;
    const view = personView(world.database.db, world.project(), rater);
    expect(view?.checks).toMatchObject({ answers: n, accuracy: { right, n } });
    expect(view?.accuracy.n).toBe(50);
    expect(view?.confusion.reduce((sum, cell) => sum + cell, 0)).toBe(50 + n);
  });

  test("draws are uniform, and another key gives others", () => {
    const draws = Array.from({ length: 4000 }, (_, item) => keyedDraws(7, 1, item)[0]);
    expect(Math.abs(draws.filter((u) => u < 0.25).length - 1000)).toBeLessThan(4 * Math.sqrt(750));
    expect(keyedDraws(8, 1, 5)).not.toEqual(keyedDraws(7, 1, 5));
  });
});
