/**
 * Predictions through the API, as JSON lines, until a job has stored them all: how long each takes.
 * Run by hand: node test/bench/api.ts [N]
 */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { z } from "zod";
import { answerApi } from "#app/_server/v1/dispatch.ts";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findImport } from "#db/dataset/import-record.ts";
import { fenceOf } from "#db/job-queue.ts";
import { claimJob } from "#db/jobs/lifecycle.ts";
import { createToken } from "#db/people/api-tokens.ts";
import { createUser } from "#db/people/users.ts";
import { images, projects } from "#db/schema.ts";
import { tableImportForJob } from "#db/tables/table-imports.ts";

const n = Number(process.argv[2] ?? 100_000);
const K = 10;
const classes = Array.from({ length: K }, (_, k) => `class ${k}`);
const folder = mkdtempSync(join(tmpdir(), "tandem-api-"));
process.env.TANDEM_DATA = folder;
const dir = dataDir(folder);
const database = openDatabase(dir.database);
migrateDatabase(database);
const { db, sqlite } = database;
db.insert(projects).values({ slug: "many", name: "Many", classes, createdAt: 1 }).run();
const hash = "0".repeat(64);
db.insert(images)
  .values({ hash, pack: "none", offset: 0, length: 1, mime: "image/png", width: 1, height: 1 })
  .run();
sqlite.exec(`with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ${n})
  insert into items (projectId, ordinal, name, hash, split, gold, draw)
  select 1, i, i || '.png', '${hash}', 'test', i % ${K}, 0.5 from n`);
const person = { name: "admin", displayName: "Admin", role: "admin", passwordHash: "-" } as const;
const made = createUser(db, { ...person, mustChangePassword: false }, null, Date.now());
if (!made.ok) throw new Error(made.message);
const wanted = { name: "bench", actions: ["write" as const], projectIds: null, days: 1 };
const token = createToken(db, made.value, wanted, null, Date.now());
if (!token.ok) throw new Error(token.message);

function* lines(): Generator<string> {
  for (let item = 0; item < n; item++) {
    const rest = ((item * 2654435761) % 4294967296) / 4294967296 / 20 + 1e-6;
    const probabilities = Object.fromEntries(
      classes.map((name, k) => [name, k === item % K ? 1 - (K - 1) * rest : rest]),
    );
    yield `${JSON.stringify({ item: `${item}.png`, probabilities })}\n`;
  }
}

const server = createServer((request, response) => void answerApi(request, response));
server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
if (address === null || typeof address === "string") throw new Error("no port");
let started = performance.now();
const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
const init: RequestInit & { duplex: "half" } = {
  method: "POST",
  headers: { authorization: `Bearer ${token.value.token}`, "content-type": "application/x-ndjson" },
  body: Readable.toWeb(Readable.from(lines())) as ReadableStream,
  duplex: "half",
};
const to = `http://127.0.0.1:${address.port}/api/v1/projects/many/predictions?name=vit`;
const reply = await fetch(to, init);
const { import: id } = z.object({ import: z.int() }).parse(await reply.json());
console.log(`${n} predictions: taken in ${seconds()} s`);
started = performance.now();
const job = claimJob(db, "bench", "other", Date.now());
const row = findImport(db, id);
if (!job || !row) throw new Error("no import waits");
const done = await tableImportForJob(db, row, fenceOf(job), { now: Date.now });
console.log(`${done.state}: ${done.labelsAdded} stored and routed in ${seconds()} s more`);
server.closeAllConnections();
server.close();
database.close();
rmSync(folder, { recursive: true });
process.exit();
