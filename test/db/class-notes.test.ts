import fc from "fast-check";
import { desc } from "drizzle-orm";
import { expect, test } from "vitest";
import { renameClasses } from "#db/dataset/classes.ts";
import { classNotes, descriptionsOf, longestDescription, saveClassNotes } from "#db/dataset/class-notes.ts";
import { duplicateProject } from "#db/jobs/duplicate-project.ts";
import { auditLog, classDescriptions, judgments, type Project, projects } from "#db/schema.ts";
import { completeOrder } from "#lib/class-order.ts";
import { mergedClasses } from "#lib/merged-classes.ts";
import { answerOf, label, take } from "./hands.ts";
import { newWorld, type World } from "./world.ts";

const classes = ["red", "green", "blue", "grey"];
const described = (world: World) => descriptionsOf(world.database.db, world.project());
const save = (world: World, order: number[] | null, descriptions: Record<string, string> = {}) =>
  saveClassNotes(world.database.db, world.project(), classNotes.parse({ order, descriptions }), 5);
const deeds = ({ database: { db } }: World) =>
  db
    .select()
    .from(auditLog)
    .orderBy(desc(auditLog.id))
    .all()
    .filter(({ action }) => action === "project.class-notes")
    .map(({ detail }) => detail);

test("classes are described and put in order, labels stay what they are, and each deed is in the log", () => {
  const world = newWorld([0.5, 0.5], { classes });
  const { db } = world.database;
  const [task] = take(world, 0);
  answerOf(world, 0, label(task?.lease ?? "", 2));
  const before = db.select().from(judgments).all();

  expect(save(world, [2, 0, 1, 3], { 0: " Like\n blood. ", 3: "Neither" })).toEqual({
    ok: true,
    value: true,
  });
  expect(described(world)).toEqual(["Like blood.", "", "", "Neither"]);
  expect(world.project().classOrder).toEqual([2, 0, 1, 3]);
  expect(save(world, [2, 0, 1, 3], { 0: "Like blood." })).toEqual({ ok: true, value: false });
  // a renamed class keeps its description; what is not mentioned stays
  expect(renameClasses(db, world.project(), ["rot", ...classes.slice(1)], 6).ok).toBe(true);
  expect(save(world, [0, 1, 2, 3], { 3: "" })).toEqual({ ok: true, value: true });
  expect(described(world)).toEqual(["Like blood.", "", "", ""]);
  expect(world.project().classOrder).toBeNull();
  expect(db.select().from(classDescriptions).all()).toHaveLength(1);
  expect(deeds(world)).toEqual([
    { described: [], undescribed: ["grey"], order: "original" },
    { described: ["red", "grey"], undescribed: [], order: "other" },
  ]);
  expect(db.select().from(judgments).all()).toEqual(before);
});

test("an order names every class once, and a description is short and of a class that is there; else nothing changes", () => {
  const world = newWorld([0.5], { classes });
  for (const order of [[0, 1, 2], [0, 1, 2, 2], [0, 1, 2, 4], []])
    expect([order, save(world, order, { 0: "said" }).ok]).toEqual([order, false]);
  expect(save(world, null, { 0: "said", 4: "of nothing" }).ok).toBe(false);
  expect(described(world)).toEqual(["", "", "", ""]);
  expect(deeds(world)).toEqual([]);
  const long = "é".repeat(longestDescription);
  expect(save(world, null, { 0: long }).ok).toBe(true);
  expect(described(world)[0]).toBe(long);
  const parsed = (descriptions: unknown) => classNotes.safeParse({ order: null, descriptions }).success;
  expect([parsed({ 0: `${long}é` }), parsed({ "-1": "a" }), parsed({ 0: 7 }), parsed(null)]).toEqual([
    ...[false, false, false, false],
  ]);
});

test("a copy has them under its own classes: a class that keeps its name keeps its description and its place", () => {
  const world = newWorld([0.5], { classes });
  const { db } = world.database;
  expect(save(world, [3, 2, 1, 0], { 0: "Like blood.", 1: "Like grass.", 3: "Neither" }).ok).toBe(true);
  const copy = (slug: string, into: number[], added: string[]): Project => {
    const merged = mergedClasses(classes, into, added) ?? expect.unreachable("no classes");
    const made = duplicateProject(db, world.project(), { name: slug, slug, answers: false, ...merged }, 7);
    if (!made.ok) throw new Error(made.message);
    const id = made.value.id;
    return (
      db
        .select()
        .from(projects)
        .all()
        .find((one) => one.id === id) ?? expect.unreachable("no copy")
    );
  };
  const same = copy("same", [0, 1, 2, 3], []);
  expect([same.classOrder, descriptionsOf(db, same)]).toEqual([
    [3, 2, 1, 0],
    ["Like blood.", "Like grass.", "", "Neither"],
  ]);
  // green becomes blue, which was not described: it is not what green was said to be
  const merged = copy("merged", [0, 2, 2, 3], ["black"]);
  expect(merged.classes).toEqual(["red", "blue", "grey", "black"]);
  expect([merged.classOrder, descriptionsOf(db, merged)]).toEqual([
    [2, 1, 0, 3],
    ["Like blood.", "", "Neither", ""],
  ]);
  expect(described(world)).toEqual(["Like blood.", "Like grass.", "", "Neither"]);
  expect(deeds(world)).toHaveLength(1);
  // without an order of its own the copy has none
  expect(save(world, null).ok).toBe(true);
  expect(copy("plain", [0, 1, 2, 3], []).classOrder).toBeNull();
});

test("property: an order is completed to all classes once, with what it named first", () => {
  fc.assert(
    fc.property(fc.nat(40), fc.array(fc.integer({ min: -3, max: 50 })), (count, order) => {
      const all = completeOrder(count, order);
      expect(all.toSorted((a, b) => a - b)).toEqual([...Array(count).keys()]);
      const named = [...new Set(order)].filter((k) => k >= 0 && k < count);
      expect(all.slice(0, named.length)).toEqual(named);
      const rest = all.slice(named.length);
      expect(rest).toEqual(rest.toSorted((a, b) => a - b));
    }),
  );
});
