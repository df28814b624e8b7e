/**
 * `npm run bench:upgrade`: how long a large database of the first schema takes to come up to date.
 *   npm run bench:upgrade -- --items 1000000 --columns 3 --answers 200000
 * Its rows are those of a project in use: a gold label and imported labels for each item, a run that routes with a
 * prediction for each, people's answers. Measured as a command does it: the copy before the upgrade, the migrations,
 * the planner's statistics. In the end every label is counted, and items are handed out.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { migrateUpTo, migrationTags } from "../db/old-schema.ts";
import { authorize } from "#db/access.ts";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { leaseTasks } from "#db/labelling/queue.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { findUserByName } from "#db/people/users.ts";
import { schemaState } from "#db/schema-version.ts";
import { backupBeforeMigration } from "#workers/backup/before-migration.ts";

const number = z.coerce.number().int().min(1);
const flags = ["items", "columns", "answers", "from"];
const { items, columns, answers, from } = z
  .object({
    items: number.default(1_000_000),
    columns: number.default(3),
    answers: number.default(200_000),
    from: z.enum(migrationTags as [string, ...string[]]).default(migrationTags[0] ?? ""),
  })
  .parse(
    parseArgs({ options: Object.fromEntries(flags.map((name) => [name, { type: "string" as const }])) })
      .values,
  );

const folder = mkdtempSync(join(tmpdir(), "tandem-upgrade-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const dir = dataDir(folder);
const old = openDatabase(dir.database);
migrateUpTo(old, "0000_init");
fill(old.sqlite);
if (from !== "0000_init") migrateUpTo(old, from);
old.sqlite.pragma("wal_checkpoint(TRUNCATE)");
old.close();
const megabytes = () => (statSync(dir.database).size / 1e6).toFixed(0);
const people = ["judgments", "items", "users", "predictions"];
console.log(`${items} items, ${items * columns + answers} labels, as of ${from}: ${megabytes()} MB`);

const database = openDatabase(dir.database);
const before = people.map((table) => countOf(table));
const timed = async (what: string, work: () => unknown) => {
  const started = performance.now();
  await work();
  console.log(`  ${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
};
const { pending } = schemaState(database.sqlite);
await timed("the copy before it, verified", () =>
  backupBeforeMigration(dir, database.sqlite, pending[0] ?? ""),
);
await timed(`${pending.length} migrations and statistics`, () => migrateDatabase(database));
const log = (statSync(`${dir.database}-wal`).size / 1e6).toFixed(0);
console.log(`  ${megabytes()} MB afterwards, and a log of ${log} MB meanwhile`);
const after = people.map((table) => countOf(table));
console.log(`  rows of ${people.join(", ")}: ${after.join(", ")}; before ${before.join(", ")}`);
const project = findProjectById(database.db, 1);
const person = findUserByName(database.db, "person-1");
const may = person && project && authorize(person, project, "annotator", null);
if (!may) throw new Error("nobody may annotate");
await timed("the first items handed out", () => {
  const asked = { userId: person.id, held: [], want: 6, now: Date.now(), random: () => 0.5 };
  const tasks = inTurn(database.db, (desk) => leaseTasks(desk, may, asked));
  if (tasks.length !== 6) throw new Error(`${tasks.length} items are handed out`);
});
database.close();
process.exit(JSON.stringify(before) === JSON.stringify(after) ? 0 : 1);

function countOf(table: string): number {
  return Number(database.sqlite.prepare(`select count(*) from ${table}`).pluck().get());
}

function fill(sqlite: (typeof old)["sqlite"]): void {
  const picture = Buffer.alloc(100, 7);
  const hash = createHash("sha256").update(picture).digest("hex");
  writeFileSync(join(dir.packs, "000001.pack"), picture);
  sqlite.pragma("synchronous = OFF");
  const i = "with recursive counted(i) as (select 0 union all select i + 1 from counted where i + 1 < :n)";
  const draw = (i: string, salt: number) => `(((${i} * 2654435761 + ${salt}) % 1000003) / 1000003.0)`;
  sqlite.transaction(() => {
    sqlite.exec(`
      insert into projects (id, slug, name, classes, eta, overlap, createdAt)
        values (1, 'large', 'Large', '["a","b","c","d","e","f","g","h","i","j"]', 0.9, 2, 1);
      insert into images (hash, pack, "offset", length, mime, width, height)
        values ('${hash}', '000001.pack', 0, 100, 'image/png', 8, 8);`);
    const run = (sql: string, n: number) => sqlite.prepare(`${i} ${sql}`).run({ n });
    run(
      `insert into users (name, displayName, role, passwordHash, createdAt)
       select 'person-' || (i + 1), 'Person', 'annotator', '-', 1 from counted`,
      100,
    );
    run(
      `insert into items (projectId, ordinal, name, hash, split, gold, draw)
       select 1, i, printf('%08d.png', i), '${hash}', 'test', i % 10, ${draw("i", 1)} from counted`,
      items,
    );
    run(
      "insert into raters (projectId, kind, source, name) select 1, 'human', 'column', 'human' || i from counted",
      columns,
    );
    sqlite.exec(`insert into raters (projectId, kind, source, name, userId)
      select 1, 'human', 'person', name, id from users`);
    for (let column = 1; column <= columns; column++)
      run(
        `insert into judgments (projectId, itemId, raterId, outcome, label, receivedAt, quality)
         select 1, i + 1, ${column}, 'label', case when ${draw("i", column)} < 0.9 then i % 10 else (i + 1) % 10 end, 1, 'imported'
         from counted`,
        items,
      );
    sqlite.exec(`
      insert into runs (id, projectId, name, method, backbone, labelRaterId, options, seed, state, createdAt)
        values (1, 1, 'one', 'ce', 'quick', 1, '{}', 1, 'finished', 1);
      insert into raters (projectId, kind, source, name, runId) values (1, 'machine', 'run', 'one', 1);
      insert into predictions select 1, id, gold, ${draw("id", 9)} from items;
      update projects set activeRunId = 1;
      insert into routes (itemId, projectId, confidence, draw)
        select itemId, 1, confidence, 0.5 from predictions where runId = 1;`);
    const outputs = new Float32Array(items * 10).fill(0.1);
    sqlite
      .prepare("insert into run_outputs (runId, itemIds, probabilities) values (1, ?, ?)")
      .run(
        Buffer.from(Int32Array.from({ length: items }, (_, k) => k + 1).buffer),
        Buffer.from(outputs.buffer),
      );
    run(
      `insert into judgments (projectId, itemId, raterId, outcome, label, receivedAt, leaseId, reason, inclusion, runId,
         eta, servedAt, late, responseMs, visibleMs, hiddenCount, input, quality)
       select 1, 1 + (i * 7919) % ${items}, ${columns} + 1 + i % 100, 'label', i % 10, 2 + i, 'lease-' || i, 'deferred', 1,
         1, 0.9, 1 + i, 0, 700.5, 700.5, 0, 'key', 'ok' from counted`,
      answers,
    );
  })();
}
