/**
 * `npm run bench:litestream`: continuous backup by Litestream while people label.
 *   npm run bench:litestream -- --litestream /usr/bin/litestream --seconds 30 --people 50 --think 0
 * For each way of checkpointing: labels a second, how long answers take, how large the write-ahead log grows and how
 * often Litestream begins anew; it and the web process are killed with -9 meanwhile. In the end everything is killed
 * under load, the replica restored and compared: which acknowledged answers are not in it, and how old the newest is.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { annotate, type Load, newAgent, newLoad } from "./serve/annotator.ts";
import { sessionCookie } from "./serve/cookie.ts";
import { freePort, startWeb, type Web } from "./serve/server.ts";
import { benchSlug, makeLargeProject } from "./large-dataset.ts";
import { migrateDatabase, openDatabase, type OpenDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProject } from "#db/dataset/projects.ts";
import { buildPages } from "#workers/commands/start/build.ts";

const number = z.coerce.number().min(0);
const flags = ["litestream", "seconds", "people", "think", "items"];
const { litestream, seconds, people, think, items } = z
  .object({
    litestream: z.string().default("litestream"),
    seconds: number.default(30),
    people: number.default(50),
    think: number.default(0),
    items: number.default(100_000),
  })
  .parse(
    parseArgs({ options: Object.fromEntries(flags.map((name) => [name, { type: "string" as const }])) })
      .values,
  );
const version = spawnSync(litestream, ["version"], { encoding: "utf8" });
if (version.status !== 0) {
  console.log("Not tried: there is no litestream here.");
  process.exit(0);
}
console.log(`litestream ${version.stdout.trim()}`);
buildPages(console.log);
const secret = "a secret of the benchmark, long enough";

type Way = { name: string; replicate: boolean; checkpoints: "0" | "1" };
const ways: Way[] = [
  { name: "without Litestream, Tandem checkpoints", replicate: false, checkpoints: "1" },
  { name: "with Litestream, Tandem checkpoints too", replicate: true, checkpoints: "1" },
  { name: "with Litestream, which checkpoints (TANDEM_CHECKPOINTS=0)", replicate: true, checkpoints: "0" },
];
for (const way of ways) await tryWay(way);
process.exit(0);

async function tryWay({ name, replicate, checkpoints }: Way): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-litestream-"));
  process.env.TANDEM_CHECKPOINTS = checkpoints;
  const dir = dataDir(join(folder, "data"));
  const database = openDatabase(dir.database);
  migrateDatabase(database);
  await makeLargeProject(database, dir, { items, people, eta: 1 });
  const replica = join(folder, "replica");
  const config = join(folder, "litestream.yml");
  writeFileSync(
    config,
    `dbs:\n  - path: ${dir.database}\n    replicas:\n      - type: file\n        path: ${replica}\n        sync-interval: 1s\n`,
  );
  const log = join(folder, "litestream.log");
  const follow = (): ChildProcess | null =>
    replicate
      ? spawn("/bin/sh", ["-c", `exec "${litestream}" replicate -config "${config}" >>"${log}" 2>&1`], {
          stdio: "ignore",
        })
      : null;
  let follower = follow();
  if (replicate) await sleep(3000);
  const port = await freePort();
  let web = await startWeb(dir.root, secret, port);
  const project = findProject(database.db, benchSlug);
  const load = newLoad(web.origin, think * 1000, project?.classes.length ?? 1);
  const times = watchTimes(load);
  const all = annotators(load, database);
  await sleep(2000);
  const walBytes: number[] = [];
  const watch = setInterval(
    () => walBytes.push(statSync(`${dir.database}-wal`, { throwIfNoEntry: false })?.size ?? 0),
    200,
  );
  const [before, from] = [load.acknowledged.length, load.submitMs.length];
  await sleep(seconds * 1000);
  const labels = load.acknowledged.length - before;
  const ms = load.submitMs.slice(from).sort((a, b) => a - b);
  const at = (q: number) => (ms[Math.floor(q * (ms.length - 1))] ?? NaN).toFixed(1);
  console.log(`\n${name}, ${people} people, ${think} s to think:`);
  console.log(
    `  ${(labels / seconds).toFixed(0)} labels/s; p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)} ms; log of at most ${(Math.max(...walBytes) / 1e6).toFixed(0)} MB`,
  );
  if (replicate) {
    // each is killed by itself, under load
    follower?.kill("SIGKILL");
    await sleep(2000);
    follower = follow();
    await sleep(4000);
    await web.kill();
    web = await startWeb(dir.root, secret, port);
    await sleep(4000);
    await killedAndRestored({ web, follower, load, times, folder, config, replica, log, database });
  } else {
    load.stopped = true;
    await web.stop();
  }
  clearInterval(watch);
  load.stopped = true;
  await Promise.race([all, sleep(2000)]);
  database.close();
  rmSync(folder, { recursive: true, force: true });
}

/** When each answer was acknowledged, ms. */
function watchTimes(load: Load): number[] {
  const times: number[] = [];
  const timer = setInterval(() => {
    while (times.length < load.acknowledged.length) times.push(performance.now());
  }, 20);
  timer.unref();
  return times;
}

async function annotators(load: Load, { db }: OpenDatabase): Promise<void> {
  const agent = newAgent();
  const cookies: [string, string][] = [];
  for (let i = 1; i <= people; i++) {
    const name = `annotator-${i}`;
    cookies.push([name, await sessionCookie(db, name, secret)]);
  }
  await Promise.all(
    cookies.map(([name, cookie]) => annotate(load, { name, cookie, slug: benchSlug }, agent)),
  );
}

type Killed = {
  web: Web;
  follower: ChildProcess | null;
  load: Load;
  times: readonly number[];
  folder: string;
  config: string;
  replica: string;
  log: string;
  database: OpenDatabase;
};

async function killedAndRestored(killed: Killed): Promise<void> {
  const { web, follower, load, times, folder, config, replica, log, database } = killed;
  const atKill = performance.now();
  follower?.kill("SIGKILL");
  await web.kill();
  load.stopped = true;
  const acknowledged = load.acknowledged.slice(0, times.length);
  const restored = restore("restored", folder, config, database.sqlite.name);
  const find = restored.sqlite.prepare("select 1 from judgments where leaseId = ?");
  const missing = acknowledged
    .map((lease, i) => ({ lease, at: times[i] ?? 0 }))
    .filter(({ lease }) => !find.get(lease));
  const newest = Math.max(
    0,
    ...acknowledged.map((lease, i) => (find.get(lease) ? (times[i] ?? 0) : 0)).slice(-20_000),
  );
  console.log(
    `  everything killed under load: the replica restores, integrity ${String(restored.sqlite.pragma("integrity_check", { simple: true }))}; ${missing.length} of ${acknowledged.length} acknowledged answers are not in it, the newest that is there was ${((atKill - newest) / 1000).toFixed(1)} s old`,
  );
  restored.close();
  // and once Litestream has come after: is it the same, row by row?
  const again = spawn("/bin/sh", [
    "-c",
    `exec "${litestream}" replicate -config "${config}" >>"${log}" 2>&1`,
  ]);
  await sleep(5000);
  again.kill("SIGTERM");
  await new Promise((resolve) => again.once("exit", resolve));
  const whole = restore("whole", folder, config, database.sqlite.name);
  console.log(
    `  after five quiet seconds, tables that differ: ${differing(database, whole).join(", ") || "none"}`,
  );
  whole.close();
  const generations = readdirSync(join(replica, "generations")).length;
  const text = readFileSync(log, "utf8");
  const errors = [...text.matchAll(/level=(ERROR|WARN)[^\n]*/g)].map(([line]) => line);
  const size = execFileSync("du", ["-sb", replica], { encoding: "utf8" }).split("\t")[0];
  console.log(
    `  generations: ${generations}; replica of ${(Number(size) / 1e6).toFixed(0)} MB for a database of ${(statSync(database.sqlite.name).size / 1e6).toFixed(0)} MB; ${errors.length} warnings and errors${errors[0] ? `, the first: ${errors[0].slice(0, 160)}` : ""}`,
  );
}

function restore(name: string, folder: string, config: string, path: string): OpenDatabase {
  mkdirSync(join(folder, name));
  const out = join(folder, name, "tandem.db");
  const done = spawnSync(litestream, ["restore", "-config", config, "-o", out, path], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(done.stderr + done.stdout);
  return openDatabase(out);
}

/** Tables whose rows are not the same. */
function differing(one: OpenDatabase, other: OpenDatabase): string[] {
  const tables = one.sqlite
    .prepare(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' and name not like '\\_litestream%' escape '\\'",
    )
    .pluck()
    .all()
    .map(String);
  const rows = ({ sqlite }: OpenDatabase, table: string) =>
    JSON.stringify(sqlite.prepare(`select * from "${table}" order by 1, 2`).all().slice(-200_000));
  return tables.filter((table) => {
    const count = ({ sqlite }: OpenDatabase) =>
      sqlite.prepare(`select count(*) from "${table}"`).pluck().get();
    return count(one) !== count(other) || rows(one, table) !== rows(other, table);
  });
}
