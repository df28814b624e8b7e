import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { eq } from "drizzle-orm";
import { pino } from "pino";
import { expect, test } from "vitest";
import { asOperator } from "#db/access.ts";
import { dataDir } from "#db/data-dir.ts";
import { renameClasses } from "#db/dataset/classes.ts";
import { findProject, findProjectById, listProjects } from "#db/dataset/projects.ts";
import { tensorPath } from "#db/dataset/tensors.ts";
import { enqueue, fenceOf, findJob } from "#db/job-queue.ts";
import { claimJob } from "#db/jobs/lifecycle.ts";
import { archivedProjects, archiveProject, bringBack, deleteProject } from "#db/jobs/delete-project.ts";
import { duplicateProject, type NewCopy } from "#db/jobs/duplicate-project.ts";
import { projectTables } from "#db/jobs/project-tables.ts";
import { openNeverRouted } from "#db/labelling/never-routed.ts";
import {
  classExamples,
  currentJudgments,
  images,
  items,
  jobs,
  judgments,
  labelCounts,
  type Project,
  projects,
  raters,
} from "#db/schema.ts";
import { clearProjectJob } from "#workers/jobs/clear-project.ts";
import { duplicateJob } from "#workers/jobs/duplicate.ts";
import { mergedClasses } from "#lib/merged-classes.ts";
import { answerOf, label, take, undo } from "./hands.ts";
import { newWorld, type World } from "./world.ts";

const classes = ["red", "green", "blue"];
const n = 24;

/** Pictures in two packs, answers of two people (one taken back), a column with counts, a training that waits. */
function fullWorld(): World {
  const world = newWorld(
    Array.from({ length: n }, () => 0.5),
    { classes },
  );
  const { db, folder } = world.database;
  const dir = dataDir(folder);
  for (const name of ["000001.pack", "000002.pack", "000003.pack"])
    writeFileSync(join(dir.packs, name), name);
  world.itemIds.forEach((id, i) => {
    const item = db.select().from(items).where(eq(items.id, id)).get();
    db.update(images)
      .set({ pack: i < n / 2 ? "000001.pack" : "000002.pack" })
      .where(eq(images.hash, item?.hash ?? ""))
      .run();
  });
  for (const [i, answer] of [1, 2, 0].entries()) {
    const [task] = take(world, i % 2);
    answerOf(world, i % 2, label(task?.lease ?? "", answer));
  }
  undo(world, 0, 2000);
  const column = db.select().from(raters).where(eq(raters.source, "column")).get();
  const projectId = world.project().id;
  for (const [i, itemId] of world.itemIds.entries()) {
    const raterId = column?.id ?? -1;
    db.insert(judgments)
      .values({ projectId, itemId, raterId, outcome: "label", label: i % 3, receivedAt: i })
      .run();
    db.insert(labelCounts)
      .values({ raterId, itemId, counts: Buffer.from(Float32Array.of(1, i, 2).buffer) })
      .run();
  }
  writeFileSync(tensorPath(dir, world.project()), Buffer.alloc(n));
  mkdirSync(join(dir.checkpoints, "run-1"), { recursive: true });
  writeFileSync(join(dir.features, `${projectId}-1.f32`), "");
  return world;
}

async function work({ database: { db, folder } }: World) {
  const job = claimJob(db, "worker", "other", 10) ?? expect.unreachable("no job waits");
  const rest = { now: () => 11, report: () => undefined, cancelled: () => false };
  const context = { db, dir: dataDir(folder), fence: fenceOf(job), log: pino({ level: "silent" }), ...rest };
  const kind = [clearProjectJob, duplicateJob].find((one) => one.kind === job.kind);
  await kind?.run(context, job.payload);
  db.$client.pragma("foreign_keys = ON");
  return findJob(db, job.id)?.state;
}

/** Another project with some of the same pictures, made by copying. */
async function copyOf(world: World, wanted: Partial<NewCopy> = {}): Promise<Project> {
  const { db } = world.database;
  const copy = { name: "Copy", slug: "copy", answers: true, classes: null, classOf: null, ...wanted };
  const made = duplicateProject(db, world.project(), copy, 5);
  if (!made.ok) throw new Error(made.message);
  expect(await work(world)).toBe("finished");
  return findProjectById(db, made.value.id) ?? expect.unreachable("the copy is gone");
}

/** Everything in the database that belongs to a project, by table. */
const rowsOf = ({ database: { db } }: World, projectId: number) =>
  projectTables(db).map(({ table, where }) => ({
    table,
    rows: db.$client.prepare(`select * from "${table}" where ${where}`).all(projectId),
  }));

test("deleted: nothing of the project is left, and all of another one, with the pictures that they share", async () => {
  const world = fullWorld();
  const { db, sqlite, folder } = world.database;
  const dir = dataDir(folder);
  const copy = await copyOf(world);
  // the copy loses the pictures of the second half, which only the deleted project then has
  sqlite.pragma("foreign_keys = OFF");
  sqlite.exec("drop trigger judgments_no_delete");
  sqlite.exec(
    `delete from judgments where projectId = ${copy.id} and itemId in (select id from items where ordinal >= ${n / 2})`,
  );
  sqlite.exec(
    `delete from label_counts where itemId in (select id from items where projectId = ${copy.id} and ordinal >= ${n / 2})`,
  );
  sqlite.exec(`delete from items where projectId = ${copy.id} and ordinal >= ${n / 2}`);
  sqlite.pragma("foreign_keys = ON");
  const { id, name } = world.project();
  const training = enqueue(db, { kind: "train", payload: { runId: 1 }, projectId: id, createdBy: null }, 6);
  // a picture of the deleted one explains a class of the copy; another is only an example of the deleted one
  const explaining =
    db
      .select()
      .from(items)
      .where(eq(items.id, world.itemIds.at(-1) ?? -1))
      .get()?.hash ?? "";
  db.update(images).set({ pack: "000001.pack" }).where(eq(images.hash, explaining)).run();
  const image = db.select().from(images).where(eq(images.hash, explaining)).get();
  db.insert(images)
    .values({ ...(image ?? expect.unreachable("no image")), hash: "uploaded", pack: "000002.pack" })
    .run();
  const example = { label: 0, caption: "", createdAt: 1, itemId: null };
  db.insert(classExamples)
    .values([
      { ...example, projectId: copy.id, hash: explaining },
      { ...example, projectId: id, hash: "uploaded" },
    ])
    .run();
  const kept = rowsOf(world, copy.id);
  const original = world.project();
  expect(rowsOf(world, id).filter(({ rows }) => rows.length > 0).length).toBeGreaterThan(8);

  expect(deleteProject(db, original, "another name", 7)).toMatchObject({ ok: false });
  expect(findProject(db, "world")?.deletedAt).toBeNull();
  expect(deleteProject(db, original, ` ${name} `, 7)).toMatchObject({ ok: true });
  expect(listProjects(db).map((one) => one.id)).toEqual([copy.id]);
  expect(archivedProjects(db)).toEqual([]);
  expect(findProject(db, "world")).toBeUndefined();
  expect(findJob(db, training.id)?.state).toBe("cancelled");
  expect(await work(world)).toBe("finished");

  expect(rowsOf(world, id).filter(({ rows }) => rows.length > 0)).toEqual([]);
  expect(rowsOf(world, copy.id)).toEqual(kept);
  expect(sqlite.pragma("foreign_key_check")).toEqual([]);
  expect(db.select().from(images).all()).toHaveLength(n / 2 + 1);
  expect(readdirSync(dir.packs).sort()).toEqual(["000001.pack", "000003.pack"]);
  expect(existsSync(tensorPath(dir, original))).toBe(false);
  expect(readdirSync(dir.features)).toEqual([]);
  expect(existsSync(join(dir.checkpoints, "run-1"))).toBe(false);
});

test("every table with rows of projects is found, also one that is added later; what refers to a row goes before it", () => {
  const world = fullWorld();
  const { db, sqlite } = world.database;
  sqlite.exec(
    "create table later (id integer primary key, note integer references judgments(id)) strict; create table of_later (later integer references later(id)) strict",
  );
  const tables = projectTables(db).map(({ table }) => table);
  const before = (a: string, b: string) =>
    expect([a, tables.indexOf(a) < tables.indexOf(b)]).toEqual([a, true]);
  before("of_later", "later");
  before("later", "judgments");
  for (const table of ["routes", "predictions", "judgments", "leases", "label_counts"])
    before(table, "items");
  for (const table of ["run_outputs", "predictions", "fits", "looks"]) before(table, "runs");
  expect(tables.at(-1)).toBe("projects");
  expect(tables).not.toContain("images");
  expect(tables).not.toContain("audit_log");
});

test("no answer can be taken out of a project that is not being deleted", () => {
  const { database } = fullWorld();
  expect(() => database.sqlite.exec("delete from judgments")).toThrow("append-only");
  database.db.update(projects).set({ deletedAt: 1 }).run();
  database.sqlite.exec("delete from judgments");
});

test("archived, a project is nowhere and comes back as it was; not while something is at work in it", () => {
  const world = fullWorld();
  const { db } = world.database;
  const before = rowsOf(world, world.project().id);
  const job = enqueue(db, { kind: "look", payload: {}, projectId: world.project().id, createdBy: null }, 1);
  expect(archiveProject(db, world.project(), 2)).toMatchObject({ ok: false });
  db.delete(jobs).where(eq(jobs.id, job.id)).run();
  expect(archiveProject(db, world.project(), 2)).toMatchObject({ ok: true });
  expect(listProjects(db)).toEqual([]);
  expect(archivedProjects(db).map(({ slug }) => slug)).toEqual(["world"]);
  bringBack(db, asOperator(world.project()), 3);
  expect(listProjects(db)).toHaveLength(1);
  const quiet = (rows: ReturnType<typeof rowsOf>) => rows.filter(({ table }) => table !== "events");
  expect(quiet(rowsOf(world, world.project().id))).toEqual(quiet(before));
});

test("a copy has the items and the answers that stand, with their times, and no machine; the original is only read", async () => {
  const world = fullWorld();
  const { db, folder } = world.database;
  const { id } = world.project();
  const quiet = () => rowsOf(world, id).filter(({ table }) => !["events", "jobs"].includes(table));
  const before = quiet();
  const copy = await copyOf(world);
  expect(quiet()).toEqual(before);
  expect(copy).toMatchObject({
    name: "Copy",
    archivedAt: null,
    activeRunId: null,
    activeFitId: null,
    classes,
  });
  const standing = (projectId: number) =>
    db
      .select({
        ordinal: items.ordinal,
        rater: raters.name,
        label: currentJudgments.label,
        at: currentJudgments.receivedAt,
        ms: currentJudgments.responseMs,
      })
      .from(currentJudgments)
      .innerJoin(items, eq(items.id, currentJudgments.itemId))
      .innerJoin(raters, eq(raters.id, currentJudgments.raterId))
      .where(eq(currentJudgments.projectId, projectId))
      .orderBy(items.ordinal, raters.name)
      .all();
  expect(standing(copy.id)).toEqual(standing(id));
  expect(standing(copy.id)).toHaveLength(n + 2);
  expect(existsSync(tensorPath(dataDir(folder), copy))).toBe(true);
  // it opens to people as every project without a machine does
  expect(await openNeverRouted(db, () => 20)).toEqual([copy.id]);
  expect(
    duplicateProject(
      db,
      world.project(),
      { name: "C", slug: "copy", answers: false, classes: null, classOf: null },
      30,
    ),
  ).toMatchObject({ ok: false });
  const bare = await copyOf(world, { slug: "bare", answers: false });
  expect(standing(bare.id)).toEqual([]);
});

test("property: in a copy with merged and added classes every label, count and gold is what its class became", async () => {
  const world = fullWorld();
  const { db } = world.database;
  let made = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom([0, 0, 2], [0, 1, 1], [2, 1, 2], [0, 1, 2], [1, 1, 1]), async (into) => {
      const merged = mergedClasses(classes, into, ["purple", "black"]) ?? expect.unreachable("no classes");
      const copy = await copyOf(world, { slug: `copy-${++made}`, ...merged });
      expect(copy.classes).toEqual(merged.classes);
      const names = (projectId: number, of: readonly string[]) =>
        db
          .select({
            ordinal: items.ordinal,
            gold: items.gold,
            rater: raters.name,
            label: currentJudgments.label,
          })
          .from(currentJudgments)
          .innerJoin(items, eq(items.id, currentJudgments.itemId))
          .innerJoin(raters, eq(raters.id, currentJudgments.raterId))
          .where(eq(currentJudgments.projectId, projectId))
          .orderBy(items.ordinal, raters.name)
          .all()
          .map(({ gold, label: k, ...rest }) => ({ ...rest, gold: of[gold ?? -1], label: of[k ?? -1] }));
      const became = classes.map((_, k) => classes[into[k] ?? -1] ?? "");
      expect(names(copy.id, merged.classes)).toEqual(names(world.project().id, became));
      for (const { counts } of db
        .select({ counts: labelCounts.counts })
        .from(labelCounts)
        .innerJoin(raters, eq(raters.id, labelCounts.raterId))
        .where(eq(raters.projectId, copy.id))
        .all())
        expect(counts.length).toBe(4 * merged.classes.length);
    }),
    { numRuns: 5 },
  );
});

test("renamed classes: labels stay numbers; names that a reader would confuse, or of another number, are refused", () => {
  const world = fullWorld();
  const { db } = world.database;
  const before = db.select().from(judgments).all();
  expect(renameClasses(db, world.project(), ["rot", "green", "blue"], 3)).toMatchObject({
    ok: true,
    value: 1,
  });
  expect(world.project().classes).toEqual(["rot", "green", "blue"]);
  expect(db.select().from(judgments).all()).toEqual(before);
  expect(renameClasses(db, world.project(), ["rot", "green"], 4)).toMatchObject({ ok: false });
  expect(() => renameClasses(db, world.project(), ["Green ", "green", "blue"], 4)).toThrow();
  expect(world.project().classes).toEqual(["rot", "green", "blue"]);
});
