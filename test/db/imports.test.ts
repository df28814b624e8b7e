import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { count, eq } from "drizzle-orm";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { uniform } from "#lib/uniform.ts";
import { endImport, openImportOf } from "#db/dataset/import-record.ts";
import { startImport } from "#db/dataset/imports.ts";
import { readImage } from "./read-image.ts";
import { findProject } from "#db/dataset/projects.ts";
import { write } from "#db/client.ts";
import { auditLog, events, imports, items, judgments, projects, raters, routes, runs } from "#db/schema.ts";
import { routeBy } from "./world.ts";
import { picture, png, writeZip } from "../lib/formats/files.ts";
import { contents, newDataset, newStore, problemsOf, runImport, type Store } from "./datasets.ts";

const csv = "file,clean,human1,human2\na.png,cat,cat,dog\nb.png,dog,,dog\nc.png,,cat,\n";
const columns = { gold: "clean", humans: ["human1", "human2"] };
const pets = async () => ({ ...(await newDataset({ "a.png": 1, "b.png": 2, "c.png": 3 }, csv)), columns });

describe("the journey of a small dataset", () => {
  test("project, items, raters, labels, draws, and who did what", async () => {
    const store = newStore();
    const { db } = store;
    const request = {
      ...(await pets()),
      project: { slug: "pets", name: "Pets" },
      split: { kind: "first", train: 2 } as const,
    };
    const ticks: number[][] = [];
    const result = await runImport(store, request, { progress: (done, total) => ticks.push([done, total]) });

    expect(result).toMatchObject({
      state: "finished",
      rows: 3,
      itemsAdded: 3,
      labelsAdded: 4,
      unchanged: 0,
      problems: 0,
    });
    expect(findProject(db, "pets")).toMatchObject({
      name: "Pets",
      classes: ["cat", "dog"],
      imageSize: 32,
      synthetic: false,
    });
    expect(contents(db)).toMatchObject([
      { name: "a.png", ordinal: 0, split: "train", gold: 0, labels: { human1: 0, human2: 1 } },
      { name: "b.png", ordinal: 1, split: "train", gold: 1, labels: { human2: 1 } },
      { name: "c.png", ordinal: 2, split: "test", gold: null, labels: { human1: 0 } },
    ]);
    expect(contents(db).map(({ draw }) => draw)).toEqual(
      ["a", "b", "c"].map((name) => uniform(`pets\0${name}.png`)),
    );
    expect(db.select().from(raters).all()).toMatchObject([
      { kind: "human", source: "column", name: "human1" },
      { kind: "human", source: "column", name: "human2" },
    ]);
    expect(db.select().from(judgments).all()).toMatchObject(
      Array.from({ length: 4 }, () => ({
        outcome: "label",
        receivedAt: 1000,
        leaseId: null,
        responseMs: null,
      })),
    );
    expect(ticks).toEqual([[3, 3]]);
    expect(db.select().from(auditLog).all()).toMatchObject([
      { action: "import", userId: null, detail: { itemsAdded: 3 } },
    ]);
    expect(db.select().from(events).where(eq(events.topic, "items")).all().length).toBeGreaterThan(0);
  });

  test("response times come with their labels, and a bad one costs its row only", async () => {
    const store = newStore();
    const timed = "file,clean,human1,human1_ms\na.png,cat,cat,950\nb.png,dog,dog,\nc.png,cat,cat,fast\n";
    const dataset = await newDataset({ "a.png": 1, "b.png": 2, "c.png": 3 }, timed);
    const request = { ...dataset, columns: { gold: "clean", humans: ["human1"] }, project: { slug: "pets" } };
    const result = await runImport(store, request);
    expect(result).toMatchObject({ itemsAdded: 2, labelsAdded: 2, problems: 1 });
    expect(store.db.select().from(judgments).all()).toMatchObject([
      { responseMs: 950, quality: "imported" },
      { responseMs: null, quality: null },
    ]);
    expect(await runImport(store, request)).toMatchObject({ labelsAdded: 0, unchanged: 2 });
  });

  test("originals are kept to the byte; what carries metadata has a clean copy to show", async () => {
    const store = newStore();
    const telling = await picture(4)
      .withExif({ IFD0: { ImageDescription: "a cat" } })
      .jpeg()
      .toBuffer();
    const plain = await png(1, 100);
    const request = await newDataset({ "cat/a.jpg": telling, "dog/b.png": plain }, null);
    await runImport(store, request);
    const [a, b] = contents(store.db);
    const read = (hash: string | undefined, shown: boolean) =>
      readImage(store.db, store.dir, hash ?? "", { shown })?.bytes;
    expect(read(a?.hash, false)?.equals(telling)).toBe(true);
    expect(read(a?.hash, true)?.includes("a cat")).toBe(false);
    expect((await sharp(read(a?.hash, true)).metadata()).exif).toBeUndefined();
    expect(read(b?.hash, true)?.equals(plain)).toBe(true);
    expect([a?.gold, b?.gold]).toEqual([0, 1]);
  });

  test("a zip gives the same as the folder", async () => {
    const [one, two] = [newStore(), newStore()];
    const request = await pets();
    const zip = join(two.folder, "images.zip");
    await writeZip(zip, { "a.png": await png(1), "b.png": await png(2), "c.png": await png(3) });
    await runImport(one, request);
    await runImport(two, { ...request, images: zip });
    expect(contents(two.db)).toEqual(contents(one.db));
  });

  test("equal pictures under different names are stored once", async () => {
    const store = newStore();
    await runImport(store, await newDataset({ "x/a.png": 1, "y/b.png": 1, "y/c.png": 2 }, null));
    expect(new Set(contents(store.db).map(({ hash }) => hash)).size).toBe(2);
    const [pack = ""] = readdirSync(store.dir.packs);
    const bytes = readFileSync(join(store.dir.packs, pack));
    expect(bytes.length).toBe((await png(1)).length + (await png(2)).length);
  });
});

describe("bad rows", () => {
  const bad = async () => ({
    ...(await newDataset(
      {
        "a.png": 1,
        "b.png": 2,
        "broken.png": (await png(3)).subarray(0, 60),
        "page.png": Buffer.from("<html>"),
        "empty.png": Buffer.alloc(0),
        "unlisted.png": 5,
      },
      "file,clean\na.png,cat\nbroken.png,cat\nmissing.png,dog\na.png,dog\npage.png,cat\nempty.png,dog\nb.png,cow\nb.png,dog\n",
    )),
    columns: { gold: "clean" },
    classes: ["cat", "dog"],
  });
  const listed = [
    { row: 4, file: "missing.png", reason: "There is no such image." },
    { row: 5, file: "a.png", reason: "The image is named before, in row 2." },
    { row: 9, file: "b.png", reason: "The image is named before, in row 8." },
    { row: 8, file: "b.png", reason: "“cow” is not one of the classes." },
    { row: 3, file: "broken.png", reason: "The picture is damaged or cut off." },
    {
      row: 6,
      file: "page.png",
      reason: "The file is a web page; only JPEG, PNG and WebP pictures are taken.",
    },
    { row: 7, file: "empty.png", reason: "The file is empty." },
  ];
  const note = {
    row: null,
    file: "unlisted.png",
    reason: "Note: not named in the label file, so not imported.",
  };

  test("skip: are listed with row and reason, and the good ones stay", async () => {
    const store = newStore();
    const result = await runImport(store, await bad());
    expect(result).toMatchObject({ state: "finished", rows: 8, itemsAdded: 1, problems: 7 });
    expect(contents(store.db).map(({ name }) => name)).toEqual(["a.png"]);
    expect(problemsOf(store, result.id)).toEqual([note, ...listed]);
  });

  test("abort: nothing is kept", async () => {
    const store = newStore();
    const result = await runImport(store, { ...(await bad()), onProblem: "abort" });
    expect(result).toMatchObject({ state: "failed", problems: 7, itemsAdded: 0, projectId: null });
    expect(result.error).toBe("7 problems were found, so nothing was imported.");
    expect(problemsOf(store, result.id)).toEqual([note, ...listed]);
    for (const table of [projects, items, judgments, raters])
      expect(store.db.select({ n: count() }).from(table).get()?.n).toBe(0);
    expect(readdirSync(store.dir.packs)).toEqual([]);
    expect(readdirSync(store.dir.tensors)).toEqual([]);
  });

  test("abort with nothing wrong imports all", async () => {
    const store = newStore();
    const ticks: string[] = [];
    const result = await runImport(
      store,
      { ...(await pets()), onProblem: "abort" },
      {
        progress: (done, total, what) => ticks.push(`${done}/${total} ${what}`),
      },
    );
    expect(result).toMatchObject({ state: "finished", itemsAdded: 3 });
    expect(ticks).toEqual(["3/6 checking", "6/6 importing"]);
  });

  test("only bad rows: the import fails, and no empty project is left", async () => {
    const store = newStore();
    const result = await runImport(
      store,
      await newDataset({ "cat/a.png": Buffer.from("x"), "dog/b.png": Buffer.from("y") }, null),
    );
    expect(result).toMatchObject({ state: "failed", problems: 2 });
    expect(result.error).toMatch(/2 rows.*“cat\/a\.png”/);
    expect(findProject(store.db, "pets")).toBeUndefined();
  });

  test("what makes the whole impossible is one sentence", async () => {
    const store = newStore();
    const failed = async (request: Parameters<typeof runImport>[1]) =>
      (await runImport(store, request)).error;
    const request = await pets();
    expect(await failed({ ...request, images: "/nowhere" })).toContain("There is nothing at");
    expect(await failed({ ...request, labels: "/nowhere.csv" })).toContain("There is no file");
    expect(await failed({ ...request, columns: { gold: "truth" } })).toContain("no column “truth”");
    expect(await failed({ ...request, classes: ["cat", "CAT"] })).toContain("differ only in case");
    expect(
      store.db
        .select()
        .from(imports)
        .all()
        .every(({ state, finishedAt }) => state === "failed" && finishedAt === 1000),
    ).toBe(true);
  });
});

describe("importing again", () => {
  const snapshot = ({ db, dir }: Store) => ({
    contents: contents(db),
    judgments: db.select().from(judgments).all(),
    packs: readdirSync(dir.packs),
    tensors: readdirSync(dir.tensors).map((name) => readFileSync(join(dir.tensors, name)).toString("base64")),
  });

  test.each(["skip", "abort"] as const)("changes nothing (%s)", async (onProblem) => {
    const store = newStore();
    const request = { ...(await pets()), onProblem };
    await runImport(store, request);
    const before = snapshot(store);
    const again = await runImport(store, request, { now: () => 9999 });
    expect(again).toMatchObject({
      state: "finished",
      itemsAdded: 0,
      labelsAdded: 0,
      unchanged: 3,
      problems: 0,
    });
    expect(snapshot(store)).toEqual(before);
  });

  test("adds new columns, gold labels and splits where there were none, and new rows at the end", async () => {
    const store = newStore();
    const request = await pets();
    await runImport(store, { ...request, columns: { humans: ["human1"] }, classes: ["cat", "dog"] });
    expect(contents(store.db).map(({ gold }) => gold)).toEqual([null, null, null]);
    writeFileSync(join(request.images, "d.png"), await png(7));
    writeFileSync(request.labels ?? "", `${csv}d.png,cat,cat,cat\n`);
    const result = await runImport(store, { ...request, split: { kind: "first", train: 3 } });
    expect(result).toMatchObject({ itemsAdded: 1, labelsAdded: 4, unchanged: 0, problems: 0 });
    expect(contents(store.db)).toMatchObject([
      { name: "a.png", split: "train", gold: 0, labels: { human1: 0, human2: 1 } },
      { name: "b.png", split: "train", gold: 1, labels: { human2: 1 } },
      { name: "c.png", split: "train", gold: null, labels: { human1: 0 } },
      { name: "d.png", split: "test", gold: 0, ordinal: 3, labels: { human1: 0, human2: 0 } },
    ]);
  });

  test("a contradiction is a problem, and what is stored stays", async () => {
    const store = newStore();
    const request = await pets();
    await runImport(store, { ...request, split: { kind: "first", train: 1 } });
    const before = snapshot(store);
    writeFileSync(
      request.labels ?? "",
      "file,clean,human1,human2\na.png,dog,,\nb.png,dog,cat,cat\nc.png,dog,,\n",
    );
    writeFileSync(join(request.images, "c.png"), await png(99));
    const result = await runImport(store, { ...request, split: { kind: "first", train: 2 } });
    expect(result).toMatchObject({ itemsAdded: 0, labelsAdded: 0, problems: 3 });
    expect(problemsOf(store, result.id)).toEqual([
      { row: 2, file: "a.png", reason: "The gold label is dog but cat is stored; the stored one was kept." },
      { row: 3, file: "b.png", reason: "A label is cat but dog is stored; the stored one was kept." },
      {
        row: 4,
        file: "c.png",
        reason: "The project has another picture under this name; the stored one was kept.",
      },
    ]);
    expect(snapshot(store)).toEqual(before);
    writeFileSync(request.labels ?? "", csv);
    const other = await runImport(store, { ...request, split: { kind: "first", train: 2 } });
    expect(other).toMatchObject({ unchanged: 2, problems: 1 });
    expect(problemsOf(store, other.id).at(-1)?.reason).toBe(
      "Note: 1 item keeps its stored split, which differs from the one asked for.",
    );
  });

  test("a batch is short, so that nobody waits for its transaction: fewer pictures the more columns they have", async () => {
    const files = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`${i}.png`, i % 7] as const));
    const csv = ["file,gold,a,b,c", ...Object.keys(files).map((name, i) => `${name},${"xy"[i % 2]},x,y,x`)];
    const request = await newDataset(files, csv.join("\n"));
    const ticks: number[] = [];
    const columns = { gold: "gold", humans: ["a", "b", "c"] };
    const done = await runImport(
      newStore(),
      { ...request, columns },
      { progress: (done) => ticks.push(done) },
    );
    expect(done).toMatchObject({ state: "finished", itemsAdded: 130, labelsAdded: 390 });
    expect(ticks).toEqual([120, 130]);
  });

  test("cancelling keeps what is stored; the next import completes it", async () => {
    const store = newStore();
    // At 512 pixels a batch is 5 pictures.
    const files = Object.fromEntries(
      Array.from({ length: 65 }, (_, i) => [`${i % 2 ? "cat" : "dog"}/${i}.png`, i] as const),
    );
    const request = { ...(await newDataset(files, null)), imageSize: 512 };
    const stopped = await runImport(store, request, { cancelled: () => true });
    expect(stopped).toMatchObject({ state: "cancelled", itemsAdded: 5 });
    const rest = await runImport(store, request);
    expect(rest).toMatchObject({ state: "finished", itemsAdded: 60, unchanged: 5 });
    expect(contents(store.db).map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 65 }, (_, i) => i));
  });
});

test("new items of a project that routes already go to people, as no run predicted them", async () => {
  const store = newStore();
  const { db } = store;
  const request = await pets();
  await runImport(store, { ...request, split: { kind: "first", train: 2 } });
  const project = findProject(db, "pets");
  const [rater] = db.select().from(raters).all();
  if (!project || !rater) throw new Error("nothing was imported");
  const { id } = write(db, (tx) =>
    tx
      .insert(runs)
      .values({
        ...{ projectId: project.id, name: "run", method: "ce", backbone: "quick", labelRaterId: rater.id },
        ...{ options: {}, seed: 1, state: "finished", createdAt: 1 },
      })
      .returning()
      .get(),
  );
  routeBy(db, project.id, { activeRunId: id, policy: "threshold" });
  const routed = () =>
    db
      .select()
      .from(routes)
      .all()
      .map(({ score }) => score);
  expect(routed()).toEqual([-1]);
  writeFileSync(join(request.images, "d.png"), await png(7));
  writeFileSync(request.labels ?? "", `${csv}d.png,cat,cat,cat\n`);
  await runImport(store, { ...request, split: { kind: "first", train: 2 } });
  expect(routed()).toEqual([-1, -1]);
});

test("an import in the background is a row and a job together", async () => {
  const { db } = newStore();
  const { import: row, job } = startImport(db, await pets(), null, 5);
  expect(row).toMatchObject({ state: "queued", jobId: job.id, itemsAdded: 0 });
  expect(job).toMatchObject({
    kind: "import",
    state: "queued",
    payload: { importId: row.id },
  });
});

test("an import that waits or runs holds its files; one that has ended lets go of them", async () => {
  const store = newStore();
  const request = await pets();
  expect(openImportOf(store.db, request.images)).toBeUndefined();
  const { import: row } = startImport(store.db, request, null, 5);
  expect(openImportOf(store.db, request.images)?.id).toBe(row.id);
  expect(openImportOf(store.db, `${request.images}-other`)).toBeUndefined();
  write(store.db, (tx) => endImport(tx, row.id, "failed", "…", 6));
  expect(openImportOf(store.db, request.images)).toBeUndefined();
});
