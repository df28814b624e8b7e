import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import { onTestFinished } from "vitest";
import { asOperator, type Authorized, authorize } from "#db/access.ts";
import { type Db, migrateDatabase, openDatabase, type RootDb, write, type OpenDatabase } from "#db/client.ts";
import { rerouting, type Routing } from "#db/labelling/rerouting.ts";
import { storeOutputAtOnce } from "#db/machines/run-outputs.ts";
import {
  images,
  items,
  predictions,
  type Project,
  projects,
  raters,
  runs,
  type User,
  users,
} from "#db/schema.ts";

/** Takes what is to be done at the end; by default, of the test. */
export type AtEnd = (end: () => void | Promise<void>) => void;

let migrated: Buffer | undefined;

/** Bytes of a database that every migration has gone over: made once a process, since properties ask for hundreds. */
function migratedBytes(): Buffer {
  if (migrated) return migrated;
  const folder = mkdtempSync(join(tmpdir(), "tandem-test-"));
  const path = join(folder, "tandem.db");
  const database = openDatabase(path);
  migrateDatabase(database);
  database.close();
  migrated = readFileSync(path);
  rmSync(folder, { recursive: true });
  return migrated;
}

/** A migrated database file of its own, for one test or for as long as `atEnd` says. */
export function newDatabase(atEnd: AtEnd = onTestFinished): OpenDatabase & { path: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "tandem-test-"));
  const path = join(folder, "tandem.db");
  writeFileSync(path, migratedBytes());
  const database = openDatabase(path);
  atEnd(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { ...database, path, folder };
}

export type World = {
  database: ReturnType<typeof newDatabase>;
  project: () => Authorized<Project, "admin">;
  annotate: () => Authorized<Project, "annotator">;
  people: User[];
  itemIds: number[];
};

/** Route a project's items now. */
export function routeBy(db: RootDb, projectId: number, routing: Partial<Routing>): void {
  const steps = rerouting(
    db,
    projectId,
    1,
    () => routing,
    () => null,
  );
  while (!steps.next().done);
}

/** As sure of a class as asked, and equally unsure of the others; confidences to the last bit, as a test names them. */
export function predict(
  tx: Db,
  runId: number,
  itemIds: readonly number[],
  of: (i: number) => { top: number; confidence: number | null },
  classes = 30,
): void {
  const probabilities = new Float32Array(itemIds.length * classes).fill(NaN);
  itemIds.forEach((_, i) => {
    const { top, confidence } = of(i);
    if (confidence === null) return;
    probabilities.fill((1 - confidence) / (classes - 1), i * classes, (i + 1) * classes);
    probabilities[i * classes + top] = confidence;
  });
  storeOutputAtOnce(tx, runId, classes, { itemIds: Int32Array.from(itemIds), probabilities });
  for (const [i, itemId] of itemIds.entries())
    tx.update(predictions)
      .set({ confidence: of(i).confidence })
      .where(and(eq(predictions.runId, runId), eq(predictions.itemId, itemId)))
      .run();
}

/** A project whose active run gave each test item the confidence in the list (null: none); class = gold = index mod 3. */
export function newWorld(
  confidences: readonly (number | null)[],
  settings: Partial<typeof projects.$inferInsert> & { people?: number; draws?: readonly number[] } = {},
  atEnd?: AtEnd,
): World {
  const database = newDatabase(atEnd);
  const { people: size = 2, draws, ...project } = settings;
  const { db } = database;
  const world = write(db, (tx) => {
    const { id } = tx
      .insert(projects)
      .values({
        slug: "world",
        name: "World",
        // many, since a machine that is unsure among three is still sure to a third
        classes: ["red", "green", "blue", ...Array.from({ length: 27 }, (_, more) => `colour ${more + 4}`)],
        eta: 0.6,
        auditRate: 0,
        createdAt: 1,
        ...project,
      })
      .returning()
      .get();
    const people = Array.from({ length: size }, (_, i) =>
      tx
        .insert(users)
        .values({
          name: `person${i}`,
          displayName: `Person ${i}`,
          role: "annotator",
          passwordHash: "-",
          createdAt: 1,
        })
        .returning()
        .get(),
    );
    const column = tx
      .insert(raters)
      .values({ projectId: id, kind: "human", source: "column", name: "human1" })
      .returning()
      .get();
    const itemIds = confidences.map((_, i) => {
      const hash = i.toString(16).padStart(64, "0");
      tx.insert(images)
        .values({ hash, pack: "none", offset: 0, length: 1, mime: "image/png", width: 1, height: 1 })
        .run();
      return tx
        .insert(items)
        .values({
          projectId: id,
          ordinal: i,
          name: `${i}.png`,
          hash,
          split: "test",
          gold: i % 3,
          draw: draws?.[i] ?? 0.5,
        })
        .returning()
        .get().id;
    });
    const run = tx
      .insert(runs)
      .values({
        projectId: id,
        name: "run",
        method: "ce",
        backbone: "quick",
        labelRaterId: column.id,
        options: {},
        seed: 1,
        state: "finished",
        createdAt: 1,
      })
      .returning()
      .get();
    predict(
      tx,
      run.id,
      itemIds,
      (i) => ({ top: i % 3, confidence: confidences[i] ?? null }),
      project.classes?.length,
    );
    return { id, people, itemIds, runId: run.id };
  });
  routeBy(db, world.id, { activeRunId: world.runId });
  const load = () => {
    const row = db.select().from(projects).where(eq(projects.id, world.id)).get();
    if (!row) throw new Error("the project is gone");
    return asOperator(row);
  };
  return {
    database,
    project: load,
    annotate: () => {
      const [person] = world.people;
      const authorized = person && authorize(person, load(), "annotator", null);
      if (!authorized) throw new Error("nobody may annotate");
      return authorized;
    },
    people: world.people,
    itemIds: world.itemIds,
  };
}
