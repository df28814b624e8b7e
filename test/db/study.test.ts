import { asc, eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openDatabase, write } from "#db/client.ts";
import { setEta } from "#db/dataset/projects.ts";
import { items, judgments, leases, raters, runOutputs, runs } from "#db/schema.ts";
import { type LoadedStudy, loadStudy, studyBlocks } from "#db/views/study.ts";
import { sections } from "#lib/study/index.ts";
import type { Section } from "#lib/study/section.ts";
import { studySettings } from "#lib/study/settings.ts";
import { type StudyRater } from "#lib/study/data/study.ts";
import { answerOf, take, undo } from "./hands.ts";
import { sampleTime } from "../sample-time.ts";
import { newWorld, type World } from "./world.ts";

/** Six items; the run is right on all but the last; a column labelled everything as red. */
function studyWorld(): World {
  const world = newWorld([0.9, 0.5, 0.4, 0.8, 0.3, null], { eta: 0.6, classes: ["red", "green", "blue"] });
  write(world.database.db, (tx) => {
    const run = tx.select().from(runs).orderBy(asc(runs.id)).get()!;
    const p = Float32Array.from([
      0.9,
      0.05,
      0.05,
      0.25,
      0.5,
      0.25,
      0.3,
      0.3,
      0.4,
      0.8,
      0.1,
      0.1,
      0.3,
      0.4,
      0.3,
      NaN,
      NaN,
      NaN,
    ]);
    tx.delete(runOutputs).run();
    tx.insert(runOutputs)
      .values({
        runId: run.id,
        part: 0,
        itemIds: Buffer.from(Int32Array.from(world.itemIds).buffer),
        probabilities: Buffer.from(p.buffer),
      })
      .run();
    const column = tx.select().from(raters).where(eq(raters.name, "human1")).get()!;
    for (const itemId of world.itemIds)
      tx.insert(judgments)
        .values({
          ...{ projectId: run.projectId, itemId, raterId: column.id, outcome: "label", label: 0 },
          ...{ receivedAt: 1, responseMs: 800 + itemId, quality: "imported" },
        })
        .run();
  });
  return world;
}

const time = { ...sampleTime, responseMs: 640, visibleMs: 640 };

/** Person i labels the next deferred item. */
function label(world: World, i: number, answer: number): { lease: string; item: number } | null {
  const [task] = take(world, i, { want: 1 });
  if (!task) return null;
  const row = world.database.db.select().from(leases).where(eq(leases.id, task.lease)).get()!;
  const given = { lease: task.lease, outcome: "label", label: answer, time } as const;
  const saved = answerOf(world, i, given);
  expect(saved.ok).toBe(true);
  return { lease: task.lease, item: world.itemIds.indexOf(row.itemId) };
}

const load = (world: World) => loadStudy(world.database.db, world.project());
const named = (world: World, name: string): StudyRater => {
  const found = load(world).study.raters.find((rater) => rater.name === name);
  if (!found) throw new Error(`no rater ${name}`);
  return found;
};

test("what is read: columns with their times, the machine with its probabilities, an invalid row as no answer", () => {
  const world = studyWorld();
  const { study, tallies } = load(world);
  expect(study.raters.map(({ name, kind }) => [name, kind])).toEqual([
    ["human1", "human"],
    ["CE", "machine"],
  ]);
  const ce = named(world, "CE");
  expect([...ce.answers]).toEqual([0, 1, 2, 0, 1, -1]);
  expect(ce.machine!.confidence[1]).toBeCloseTo(0.5, 6);
  expect(ce.machine!.confidence[5]).toBeNaN();
  expect(ce.machine).toMatchObject({ labels: "human1", group: "from scratch" });
  expect([tallies.own(ce).right, tallies.own(ce).n]).toEqual([5, 5]);
  const column = named(world, "human1");
  expect([tallies.own(column).right, tallies.own(column).n]).toEqual([2, 6]);
  expect(column.responseMs![0]).toBe(800 + world.itemIds[0]!);
  expect(study.activeRater).toBe(ce.id);
});

test("a person's label arrives without reading everything again, and makes the majority", () => {
  const world = studyWorld();
  const before = load(world);
  const column = named(world, "human1");
  before.tallies.own(column);
  const given = label(world, 0, 2)!;
  const after = load(world);
  expect(after.study).toBe(before.study);
  const person = named(world, "Person 0");
  expect(person.answers[given.item]).toBe(2);
  expect(person.responseMs![given.item]).toBe(640);
  expect(after.study.raters.map(({ source }) => source)).toEqual(["column", "person", "aggregate", "run"]);
  undo(world, 0, 1100);
  load(world);
  expect(named(world, "Person 0").answers[given.item]).toBe(-1);
  expect(named(world, "Person 0").responseMs![given.item]).toBeNaN();
});

test("only labels make a rater: not a person who was unsure, and no majority of one", () => {
  const world = studyWorld();
  const [task] = take(world, 0);
  const unsure = { lease: task!.lease, outcome: "unsure", label: null, time } as const;
  expect(answerOf(world, 0, unsure).ok).toBe(true);
  expect(load(world).study.raters.map(({ source }) => source)).toEqual(["column", "run"]);
  label(world, 0, 1);
  expect(load(world).study.raters.map(({ source }) => source)).toEqual([
    ...["column", "person", "aggregate", "run"],
  ]);
});

test("times are there for those who have any that can be trusted", () => {
  const world = studyWorld();
  const { db } = world.database;
  write(db, (tx) => {
    const { projectId } = tx.select().from(items).get()!;
    const column = { projectId, kind: "human", source: "column", name: "human2" } as const;
    const raterId = tx.insert(raters).values(column).returning().get().id;
    for (const doubtful of [{}, { responseMs: 90, quality: "anticipation" }])
      tx.insert(judgments)
        .values({
          projectId,
          itemId: world.itemIds[0]!,
          raterId,
          outcome: "label",
          label: 1,
          receivedAt: 1,
          ...doubtful,
        })
        .run();
  });
  expect(named(world, "human2").responseMs).toBeNull();
  expect(named(world, "human1").responseMs).not.toBeNull();
});

test("two who ask for a section at once have it computed once", async () => {
  const world = studyWorld();
  let computed = 0;
  const section: Section = {
    id: "counting",
    title: "",
    lead: "",
    settings: [],
    compute: () => (computed++, []),
  };
  const look = () => studyBlocks(world.database.db, world.project(), section, studySettings.parse({}));
  expect(await Promise.all([look(), look()])).toEqual([[], []]);
  expect(computed).toBe(1);
});

test("after any labels and withdrawals the running sums are those of reading everything afresh", () => {
  const act = fc.record({ person: fc.nat(1), answer: fc.nat(2), back: fc.boolean(), look: fc.boolean() });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
      const world = studyWorld();
      const sums = () => sumsOf(load(world));
      sums();
      for (const { person, answer, back, look } of acts) {
        const given = label(world, person, answer);
        if (back && given) undo(world, person, 1100);
        if (look) sums();
      }
      // another connection has kept nothing
      const other = openDatabase(world.database.path);
      const fresh = sumsOf(loadStudy(other.db, world.project()));
      other.close();
      expect(sums()).toEqual(fresh);
    }),
    { numRuns: 25 },
  );
});

const sumsOf = ({ study, tallies }: LoadedStudy) =>
  study.raters.map((a) => [
    a.name,
    [...a.answers],
    tallies.own(a),
    study.raters.map((b) => tallies.pair(a, b)),
  ]);

test("a section is computed once, and again after a label or another η", async () => {
  const world = studyWorld();
  const { db } = world.database;
  let computed = 0;
  const section: Section = {
    id: "counting",
    title: "",
    lead: "",
    settings: [],
    compute: () => (computed++, []),
  };
  const look = () => studyBlocks(db, world.project(), section, studySettings.parse({}));
  await look();
  await look();
  expect(computed).toBe(1);
  label(world, 0, 1);
  await look();
  expect(computed).toBe(2);
  setEta(db, world.project(), 0.4, 2000);
  await look();
  await look();
  expect(computed).toBe(3);
});

test("every section says something of a small project, and of an empty one, without failing", async () => {
  const world = studyWorld();
  const settings = studySettings.parse({ resamples: 100 });
  label(world, 0, 1);
  for (const section of sections) {
    const blocks = await studyBlocks(world.database.db, world.project(), section, settings);
    expect(blocks.length, section.id).toBeGreaterThan(0);
    expect(new Set(blocks.map(({ id }) => id)).size, `${section.id}: ids`).toBe(blocks.length);
    for (const block of blocks) expect(block.definition.length, block.id).toBeGreaterThan(0);
  }
  const empty = newWorld([]);
  for (const section of sections)
    for (const { body } of await studyBlocks(empty.database.db, empty.project(), section, settings))
      expect(body.kind, section.id).toBe("refusal");
});
