/**
 * What the watch page, the study and an export cost in a large project: 200,000 items, one label
 * column, two runs, ten people with 20,000 answers each out of the first 20,000 items.
 *   node test/bench/views.ts [items]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { findWriter } from "#lib/formats/index.ts";
import { randomSource } from "#lib/random.ts";
import { asOperator } from "#db/access.ts";
import { reroute } from "#db/labelling/routes.ts";
import { migrateDatabase, openDatabase, write } from "#db/client.ts";
import { exportProject } from "#db/dataset/exports.ts";
import { projects, raters, runOutputs, runs, users } from "#db/schema.ts";
import { loadStudy } from "#db/views/study.ts";
import { teamView } from "#db/views/team.ts";

const n = Number(process.argv[2] ?? 200_000);
const [K, people, perPerson] = [10, 10, Math.min(20_000, n / 10)];
const random = randomSource(1);
const folder = mkdtempSync(join(tmpdir(), "tandem-bench-"));
const database = openDatabase(join(folder, "tandem.db"));
migrateDatabase(database);
const { db, sqlite } = database;

const projectId = write(db, (tx) => {
  const classes = Array.from({ length: K }, (_, k) => `class ${k}`);
  const { id } = tx
    .insert(projects)
    .values({
      slug: "large",
      name: "Large",
      classes,
      eta: 0.6,
      auditRate: 0.05,
      overlap: people,
      createdAt: 1,
    })
    .returning()
    .get();
  const image = sqlite.prepare(
    "insert into images (hash, pack, offset, length, mime, width, height) values (?, 'none', 0, 1, 'image/png', 1, 1)",
  );
  const item = sqlite.prepare(
    "insert into items (projectId, ordinal, name, hash, split, gold, draw) values (?, ?, ?, ?, 'test', ?, ?)",
  );
  for (let i = 0; i < n; i++) {
    const hash = i.toString(16).padStart(64, "0");
    image.run(hash);
    item.run(id, i, `${i}.png`, hash, random.below(K), random.unit());
  }
  const column = tx
    .insert(raters)
    .values({ projectId: id, kind: "human", source: "column", name: "human1" })
    .returning()
    .get();
  sqlite
    .prepare(
      "insert into judgments (projectId, itemId, raterId, outcome, label, receivedAt) select projectId, id, ?, 'label', gold, 1 from items where projectId = ?",
    )
    .run(column.id, id);
  const prediction = sqlite.prepare(
    "insert into predictions (runId, itemId, top, confidence) values (?, ?, ?, ?)",
  );
  const itemIds = sqlite
    .prepare<[number], number>("select id from items where projectId = ?")
    .pluck()
    .all(id);
  for (const name of ["one", "two"]) {
    const run = tx
      .insert(runs)
      .values({
        projectId: id,
        name,
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
    const probabilities = new Float32Array(n * K);
    itemIds.forEach((itemId, row) => {
      const [top, confidence] = [random.below(K), 0.2 + 0.8 * random.unit()];
      for (let k = 0; k < K; k++)
        probabilities[row * K + k] = k === top ? confidence : (1 - confidence) / (K - 1);
      prediction.run(run.id, itemId, top, confidence);
    });
    tx.insert(runOutputs)
      .values({
        runId: run.id,
        itemIds: Buffer.from(Int32Array.from(itemIds).buffer),
        probabilities: Buffer.from(probabilities.buffer),
      })
      .run();
  }
  for (let p = 0; p < people; p++) {
    const name = `person${p}`;
    const user = tx
      .insert(users)
      .values({ name, displayName: name, role: "annotator", passwordHash: "-", createdAt: 1 })
      .returning()
      .get();
    tx.insert(raters).values({ projectId: id, kind: "human", source: "person", name, userId: user.id }).run();
  }
  return id;
});

const personRaters = sqlite
  .prepare<[number], number>("select id from raters where projectId = ? and source = 'person' order by id")
  .pluck()
  .all(projectId);
const say = sqlite.prepare(
  "insert into judgments (projectId, itemId, raterId, outcome, label, receivedAt, responseMs, quality) values (?, ?, ?, 'label', ?, 2, ?, 'ok')",
);
/** Each person answers `count` items from item `first` on. */
const answer = (first: number, count: number) =>
  write(db, () => {
    for (let i = first; i < first + count; i++)
      for (const rater of personRaters)
        say.run(projectId, i + 1, rater, random.below(K), 300 + 900 * random.unit());
  });
answer(0, perPerson);

const [one] = db.select().from(runs).all();
await reroute(
  db,
  projectId,
  1,
  () => ({ activeRunId: one?.id ?? null }),
  () => null,
);

const project = () => {
  const row = db.select().from(projects).where(eq(projects.id, projectId)).get();
  if (!row) throw new Error("the project is gone");
  return asOperator(row);
};

async function timed(what: string, fn: () => unknown): Promise<void> {
  globalThis.gc?.();
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await fn();
  const { user, system } = process.cpuUsage(cpu);
  const ms = ((user + system) / 1000).toFixed(0).padStart(7);
  console.log(
    `${ms} ms of processor time, ${(performance.now() - began).toFixed(0).padStart(7)} ms by the clock  ${what}`,
  );
}

console.log(`${n} items, ${people} people with ${perPerson} answers each`);
await timed("watch page, first", () => teamView(db, project()));
await timed("watch page, again with nothing new", () => teamView(db, project()));
answer(perPerson, 10);
await timed("watch page, after 100 answers", () => teamView(db, project()));
await timed("study, first", () => loadStudy(db, project()));
answer(perPerson + 10, 10);
await timed("study, after 100 answers", () => loadStudy(db, project()));
await timed("watch page, after the study has taken them in", () => teamView(db, project()));
await timed("CSV export", async () => {
  const csv = findWriter("csv");
  if (!csv) throw new Error("no CSV");
  for await (const chunk of exportProject(db, project(), csv, { names: false }, 1).chunks) void chunk;
});
console.log(`${(process.memoryUsage().rss / 1024 ** 2).toFixed(0)} MB resident`);
database.close();
rmSync(folder, { recursive: true, force: true });
