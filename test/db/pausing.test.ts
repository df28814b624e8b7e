import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pausePerson, pauseProject } from "#db/labelling/pausing.ts";
import { setWorkSettings } from "#db/labelling/work-settings.ts";
import { currentJudgments } from "#db/schema.ts";
import {
  answerOf,
  giveBack,
  label,
  person,
  progress,
  served,
  skipOf,
  take,
  undo,
  waitingFor,
} from "./hands.ts";
import { newWorld, type World } from "./world.ts";

const answers = (world: World) => world.database.db.select().from(currentJudgments).all();
const limit = (world: World, all: number | null, day: number | null, zone = "UTC") =>
  setWorkSettings(
    world.database.db,
    world.project(),
    { personLimit: all, personDayLimit: day, dayZone: zone, gridAllowed: true },
    1,
  );

describe("a pause", () => {
  test("of a person gives what they hold to others at once, and keeps what they had answered before", () => {
    const world = newWorld([0.1, 0.2, 0.3]);
    const held = take(world, 0, { want: 2 });
    expect(pausePerson(world.database.db, world.project(), person(world, 0), true, 1000).ok).toBe(true);
    expect(take(world, 0, { want: 2 })).toEqual([]);
    expect(waitingFor(world, 0).closed).toBe("you paused");
    expect(waitingFor(world, 1).closed).toBe(null);
    expect(served(world, take(world, 1, { want: 3 }))).toEqual([0, 1, 2]);
    // Given before the pause, and heard of after it; as a retry, too.
    for (const accepted of ["saved", "again"])
      expect(answerOf(world, 0, label(held[0]?.lease ?? "", 1))).toEqual({
        ok: true,
        value: { lease: held[0]?.lease, accepted, tasks: [] },
      });
    expect(skipOf(world, 0, held[1]?.lease ?? "").ok).toBe(true);
    expect(answers(world)).toMatchObject([{ label: 1, late: true }]);
    expect(undo(world, 0, 1001).ok).toBe(false);
    expect(progress(world, 0, 0)).toMatchObject({ all: 1 });
    pausePerson(world.database.db, world.project(), person(world, 0), false, 1002);
    expect(waitingFor(world, 0).closed).toBe(null);
    expect(undo(world, 0, 1003).ok).toBe(true);
  });

  test("of a project stops everybody, keeps late answers, and is another thing than its end", () => {
    const world = newWorld([0.1, 0.2, 0.3]);
    const held = [take(world, 0), take(world, 1)].map(([task]) => task?.lease ?? "");
    pauseProject(world.database.db, world.project(), true, 1000);
    pauseProject(world.database.db, world.project(), true, 1001);
    expect([take(world, 0), take(world, 1)]).toEqual([[], []]);
    expect(waitingFor(world, 1)).toEqual({ heldByOthers: 0, nextAt: null, closed: "paused" });
    for (const [who, lease] of held.entries()) expect(answerOf(world, who, label(lease, 0)).ok).toBe(true);
    expect(answers(world)).toHaveLength(2);
    expect(world.project()).toMatchObject({ pausedAt: 1000, closedAt: null });
    pauseProject(world.database.db, world.project(), false, 1002);
    expect(served(world, take(world, 1))).toEqual([2]);
  });
});

describe("limits per person", () => {
  test("hold in all and a day, which begins at midnight in their zone", () => {
    const world = newWorld(Array.from({ length: 20 }, () => 0.5));
    const noon = Date.UTC(2026, 6, 14, 12);
    const midnight = Date.UTC(2026, 6, 14, 22);
    limit(world, 5, 3, "Europe/Zurich");
    const work = (now: number): number => {
      let done = 0;
      for (let [task] = take(world, 0, { now }); task; [task] = take(world, 0, { now })) {
        expect(progress(world, 0, 0, now).left).toBeGreaterThan(0);
        answerOf(world, 0, label(task.lease, 0), { now });
        done++;
      }
      expect(progress(world, 0, 0, now).left).toBe(0);
      return done;
    };
    expect(work(noon)).toBe(3);
    expect(waitingFor(world, 0, noon)).toEqual({ heldByOthers: 0, nextAt: midnight, closed: "day limit" });
    expect(work(midnight - 1)).toBe(0);
    // What is taken back may be given again.
    expect(undo(world, 0, noon + 1).ok).toBe(true);
    expect(work(noon + 2)).toBe(1);
    expect(work(midnight)).toBe(2);
    expect(waitingFor(world, 0, midnight).closed).toBe("limit");
    expect(take(world, 1, { now: noon })).toHaveLength(1);
    limit(world, null, null);
    expect(take(world, 0, { now: midnight, want: 9 })).toHaveLength(9);
  });

  test("are never exceeded, whatever several tabs take, answer, skip, undo and give back", () => {
    const step = fc.tuple(
      fc.constantFrom("take", "answer", "skip", "undo", "give back", "pass time"),
      fc.integer({ min: 1, max: 8 }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step, { maxLength: 40 }), (most, steps) => {
        const world = newWorld(Array.from({ length: 12 }, () => 0.5));
        limit(world, most, null);
        let held: string[] = [];
        let now = 1000;
        for (const [what, n] of steps) {
          const [first = "", ...rest] = held;
          if (what === "take")
            held = [
              ...held,
              ...take(world, 0, { want: held.length + n, held, now }).map(({ lease }) => lease),
            ];
          else if (what === "pass time") {
            now += 700_000;
            held = [];
          } else if (what === "undo") {
            const back = undo(world, 0, now);
            if (back.ok) held = [...held, back.value.lease];
          } else if (first !== "") {
            if (what === "answer") answerOf(world, 0, label(first, 0), { now });
            if (what === "skip") skipOf(world, 0, first, { now });
            if (what === "give back") giveBack(world, 0, [first]);
            held = rest;
          }
          expect(answers(world).length + held.length).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 12 },
    );
  });
});
