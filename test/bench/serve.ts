/**
 * `npm run bench:serve`: a hundred annotators at the real server.
 *   npm run bench:serve -- --items 50000 --overlap 1 --people 100 --think 0 --seconds 30
 * Makes the project in a temporary folder (or, with --data, keeps it there for the next time), starts the
 * web process, labels as the annotation page does, and says how fast that was and whether every
 * acknowledged label is stored once and no item has more answers than its overlap asks.
 * --watchers opens that many watch pages beside it; --policy p-plus-l lets the queue run on belief.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { sessionCookie } from "./serve/cookie.ts";
import { checkStored } from "./serve/check.ts";
import { annotate, newAgent, newLoad } from "./serve/annotator.ts";
import { startWeb, usage } from "./serve/server.ts";
import { setPolicy } from "./serve/policy.ts";
import { watch } from "./serve/watcher.ts";
import { benchSlug, largeProject, makeLargeProject } from "./large-dataset.ts";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { buildPages } from "#workers/commands/start/build.ts";
import { changeSettings, findProject, projectSettings } from "#db/dataset/projects.ts";
import { asOperator } from "#db/access.ts";

const number = z.coerce.number().min(0);
const { data, ...options } = z
  .object({
    items: number.default(50_000),
    overlap: number.default(1),
    people: number.default(100),
    think: number.default(0),
    seconds: number.default(30),
    watchers: number.default(0),
    policy: z.string().default("threshold"),
    data: z.string().optional(),
  })
  .parse(
    parseArgs({
      options: Object.fromEntries(
        ["items", "overlap", "people", "think", "seconds", "watchers", "policy", "data"].map((name) => [
          name,
          { type: "string" as const },
        ]),
      ),
    }).values,
  );
const { items, overlap, people, think, seconds, watchers, policy } = options;

const secret = "a secret of the benchmark, long enough";
const folder = data ?? mkdtempSync(join(tmpdir(), "tandem-serve-"));
const dir = dataDir(folder);
if (!existsSync(dir.database)) {
  mkdirSync(folder, { recursive: true });
  const made = openDatabase(dir.database);
  migrateDatabase(made);
  console.log(`making ${items} items …`);
  await makeLargeProject(made, dir, { items, overlap, people: Math.max(people, largeProject.people) });
  made.close();
}
const database = openDatabase(dir.database);
const { db } = database;
const project = findProject(db, benchSlug);
if (!project) throw new Error("the folder holds no project of the benchmark");
if (project.overlap !== overlap)
  await changeSettings(db, asOperator(project), projectSettings.parse({ ...project, overlap }), Date.now());
if (project.policy !== policy) await setPolicy(db, project.id, policy);

buildPages(console.log);
const web = await startWeb(folder, secret);
const load = newLoad(web.origin, think * 1000, project.classes.length);
const agent = newAgent();
const watching = await Promise.all(
  Array.from({ length: watchers }, async () =>
    watch(web.origin, await sessionCookie(db, "admin", secret), benchSlug),
  ),
);
const working = await Promise.all(
  Array.from({ length: people }, async (_, i) => {
    const name = `annotator-${i + 1}`;
    return { name, slug: benchSlug, cookie: await sessionCookie(db, name, secret) };
  }),
);

const all = Promise.all(working.map((annotator) => annotate(load, annotator, agent)));
await sleep(3000); // everybody has their first pictures, and the code is warm
const start = { labels: load.acknowledged.length, ...usage(web.pid) };
const [submitFrom, imageFrom] = [load.submitMs.length, load.imageMs.length];
const memory: number[] = [];
for (let s = 0; s < seconds; s++) {
  await sleep(1000);
  memory.push(usage(web.pid).megabytes);
}
const labels = load.acknowledged.length - start.labels;
const spent = usage(web.pid).seconds - start.seconds;
load.stopped = true;
await all;
for (const one of watching) one.stop();
await web.stop();

const quantile = (values: readonly number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? NaN;
const times = (values: number[]) =>
  `p50 ${quantile(values, 0.5).toFixed(1)}, p99 ${quantile(values, 0.99).toFixed(1)}, max ${quantile(values, 1).toFixed(0)} ms`;
console.log(
  `${items} items, ${policy}, overlap ${overlap}, ${people} people, ${think} s to think, ${watchers} watch pages`,
);
console.log(`  ${(labels / seconds).toFixed(0)} labels/s; submit ${times(load.submitMs.slice(submitFrom))}`);
console.log(`  picture ${times(load.imageMs.slice(imageFrom))}`);
console.log(
  `  server ${((1000 * spent) / labels).toFixed(2)} ms of processor a label, ${(spent / seconds).toFixed(2)} cores; ` +
    `memory ${start.megabytes.toFixed(0)} → ${memory.at(-1)?.toFixed(0)} MB, at most ${Math.max(...memory).toFixed(0)}`,
);
if (watchers > 0)
  console.log(`  watch pages were told ${watching.reduce((n, one) => n + one.told(), 0)} times`);
console.log(`  failures: ${JSON.stringify(Object.fromEntries(load.failures))}`);
const { stored, lost, twice, beyond } = checkStored(database, load.acknowledged, project.id);
console.log(
  `  ${load.acknowledged.length} acknowledged, ${stored} of them stored, ${lost} lost, ${twice} twice; ${beyond} items beyond their overlap`,
);
database.close();
if (!data) rmSync(folder, { recursive: true, force: true });
process.exit(lost + twice + beyond === 0 ? 0 : 1);
