import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { dataDir } from "#db/data-dir.ts";
import {
  addExample,
  chooseExample,
  examplePicture,
  instructionsDigest,
  listExamples,
  mostPerClass,
  removeExample,
  shownExamples,
  storeExample,
} from "#db/dataset/class-examples.ts";
import { saveOwnSettings, settingsOf, noteInstructionsRead } from "#db/labelling/annotator-settings.ts";
import { readPacked } from "./read-image.ts";
import { images, items, routes } from "#db/schema.ts";
import { png } from "../lib/formats/files.ts";
import { answerOf, label, person, take } from "./hands.ts";
import { newWorld } from "./world.ts";

test("an example is shown only while no equal picture is in the queue or has a person's answer", async () => {
  const world = newWorld([0.1, 0.2, 0.3]);
  const { db, folder } = world.database;
  const dir = dataDir(folder);
  const project = world.project();
  const [inQueue = -1, other = -1] = world.itemIds;
  const row = (id: number) => db.select().from(items).where(eq(items.id, id)).get() ?? expect.unreachable();
  const choose = (id: number, label = row(id).gold ?? 0) =>
    chooseExample(db, world.project(), { label, name: row(id).name, caption: "" }, 1);
  expect(choose(inQueue).ok).toBe(false);

  const [task] = take(world, 0);
  answerOf(world, 0, label(task?.lease ?? "", 0));
  db.delete(routes).where(eq(routes.itemId, inQueue)).run();
  expect(choose(inQueue).ok).toBe(false); // out of the queue, but somebody could still change their answer
  const kept = db.select().from(routes).where(eq(routes.itemId, other)).all();
  db.delete(routes).where(eq(routes.itemId, other)).run();
  expect(choose(other, 2).ok).toBe(false); // its gold is another class
  expect(choose(other).ok).toBe(true);
  expect(choose(other).ok).toBe(false);
  const [example] = shownExamples(db, project.id);
  const id = example?.id ?? -1;
  expect(JSON.stringify(example)).not.toContain(row(other).name);
  expect(examplePicture(db, project.id, id, false)).toBeDefined();
  expect(examplePicture(db, project.id + 1, id, true)).toBeUndefined();

  // Another run routes it: it is gone by itself, and the admin sees why.
  db.insert(routes).values(kept).run();
  expect(shownExamples(db, project.id)).toEqual([]);
  expect(listExamples(db, project.id)).toMatchObject([{ shown: false }]);
  expect(examplePicture(db, project.id, id, false)).toBeUndefined();
  expect(examplePicture(db, project.id, id, true)).toBeDefined();

  // An uploaded picture is known by its bytes, whatever it is called.
  const bytes = await png(77);
  const store = () => storeExample(db, dir, world.project(), { label: 1, caption: "A wing", bytes }, 1);
  expect(await store()).toMatchObject({ ok: true });
  const stored = db.select().from(images).where(eq(images.mime, "image/png")).all().at(-1);
  expect(stored && readPacked(dir, stored, { shown: true }).bytes.length).toBeGreaterThan(0);
  expect(shownExamples(db, project.id)).toMatchObject([{ label: 1, caption: "A wing" }]);
  db.update(items)
    .set({ hash: stored?.hash ?? "" })
    .where(eq(items.id, world.itemIds[2] ?? -1))
    .run();
  expect(shownExamples(db, project.id)).toEqual([]);
  expect((await store()).ok).toBe(false);
  await expect(
    storeExample(db, dir, world.project(), { label: 1, caption: "", bytes: new Uint8Array(9) }, 1),
  ).rejects.toThrow();

  const first = listExamples(db, project.id)[0]?.id ?? -1;
  removeExample(db, world.project(), first, 1);
  expect(listExamples(db, project.id).some((one) => one.id === first)).toBe(false);
  for (let i = 0; i < mostPerClass; i++)
    await storeExample(db, dir, world.project(), { label: 5, caption: "", bytes: await png(100 + i) }, 1);
  const more = { label: 5, caption: "", itemId: null, hash: row(other).hash };
  expect(addExample(db, world.project(), more, 1).ok).toBe(false);
});

test("settings are a person's own in each project; what was read is known by its text and examples", () => {
  const world = newWorld([0.1]);
  const { db } = world.database;
  const { id } = world.project();
  const [mine, others] = [person(world, 0), person(world, 1)];
  const wanted = { order: [2, 0], keys: { 0: "m" }, goal: 50 };
  expect(saveOwnSettings(db, world.annotate(), mine, wanted, 1).ok).toBe(true);
  noteInstructionsRead(db, world.annotate(), mine, "digest", 2);
  expect(settingsOf(db, id, mine)).toEqual({ ...wanted, instructionsRead: "digest" });
  expect(settingsOf(db, id, others)).toEqual({ order: null, keys: {}, goal: null, instructionsRead: null });
  for (const impossible of [{ order: [0, 0] }, { order: [99] }, { keys: { 99: "m" } }])
    expect(saveOwnSettings(db, world.annotate(), mine, { ...wanted, ...impossible }, 3).ok).toBe(false);
  expect(settingsOf(db, id, mine)).toMatchObject(wanted);

  const digest = (instructions: string, caption?: string, description = "") =>
    instructionsDigest({ instructions }, caption === undefined ? [] : [{ id: 1, label: 0, caption }], [
      ...["", description],
    ]);
  expect(digest("  ")).toBeNull();
  const read = [digest("a"), digest("b"), digest("a", "x"), digest("a", "y"), digest("", "x")];
  const described = [digest("a", "x", "A wing."), digest("a", "x", "Two wings."), digest("", undefined, "A")];
  expect(new Set([...read, ...described]).size).toBe(8);
  // who has read instructions of before there were descriptions has read them
  expect(instructionsDigest({ instructions: "a" }, [], [])).toBe(digest("a"));
});
