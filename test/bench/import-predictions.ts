/**
 * A million predictions from elsewhere, from CSV and from Parquet: how long it takes, the memory it needs, and how
 * long somebody else has to wait for the database meanwhile. Run by hand: node test/bench/import-predictions.ts [N]
 */
import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { parquetWriteBuffer } from "hyparquet-writer";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { images, projects } from "#db/schema.ts";
import { lookAt } from "#db/tables/guess.ts";
import { importTable } from "#db/tables/table-imports.ts";
import { findProject } from "#db/dataset/projects.ts";

const n = Number(process.argv[2] ?? 1_000_000);
const K = 10;
const classes = Array.from({ length: K }, (_, k) => `class ${k}`);
const folder = mkdtempSync(join(tmpdir(), "tandem-predictions-"));
const path = join(folder, "tandem.db");
const database = openDatabase(path);
migrateDatabase(database);
const { db, sqlite, close } = database;
db.insert(projects).values({ slug: "million", name: "Million", classes, createdAt: 1 }).run();
const hash = "0".repeat(64);
db.insert(images)
  .values({ hash, pack: "none", offset: 0, length: 1, mime: "image/png", width: 1, height: 1 })
  .run();
sqlite.exec(`with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ${n})
  insert into items (projectId, ordinal, name, hash, split, gold, draw)
  select 1, i, i || '.png', '${hash}', 'test', i % ${K}, 0.5 from n`);

/** Probability of a class, another one for each item: the right one in nine cases of ten. */
function p(item: number, k: number): number {
  const rest = ((item * 2654435761) % 4294967296) / 4294967296 / 20 + 1e-6;
  return k === (item % 10 === 0 ? item + 1 : item) % K ? 1 - (K - 1) * rest : rest;
}

const csv = join(folder, "predictions.csv");
const out = createWriteStream(csv);
out.write(`file,${classes.join(",")}\n`);
for (let item = 0; item < n; item++) {
  const row = `${item}.png,${classes.map((_, k) => p(item, k)).join(",")}\n`;
  if (!out.write(row)) await once(out, "drain");
}
out.end();
await once(out, "finish");
const parquet = join(folder, "predictions.parquet");
const everyItem = <T>(of: (item: number) => T) => Array.from({ length: n }, (_, item) => of(item));
writeFileSync(
  parquet,
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "file", data: everyItem((item) => `${item}.png`) },
        ...classes.map((name, k) => ({
          name,
          data: everyItem((item) => p(item, k)),
          type: "DOUBLE" as const,
        })),
      ],
      rowGroupSize: n, // the worst case: one group of all rows
    }),
  ),
);

for (const [name, table] of [
  ["CSV", csv],
  ["Parquet, one row group", parquet],
] as const) {
  globalThis.gc?.();
  const project = findProject(db, "million");
  if (!project) throw new Error("no project");
  const waiting = spawn(process.execPath, [join(import.meta.dirname, "import-predictions/waiter.ts"), path]);
  let said = "";
  waiting.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50);
  const started = performance.now();
  const { kind, columns } = await lookAt(db, project, table);
  const request = { kind, columns, project: "million", table, name };
  const row = await importTable(db, request, { now: Date.now });
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  waiting.kill("SIGTERM");
  await once(waiting, "exit");
  const mb = (bytes: number) => Math.round(bytes / 1024 ** 2);
  console.log(
    `${name}: ${row.state}, ${row.labelsAdded} predictions in ${seconds.toFixed(1)} s, ` +
      `memory ${mb(before)} → at most ${mb(most)} MB; others waited ${said.trim()}`,
  );
}
close();
rmSync(folder, { recursive: true });
