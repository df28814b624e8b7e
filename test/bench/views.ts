/**
 * What the watch page and the study cost in a large project.
 *   node test/bench/large-dataset.ts <folder> 1000000 500000
 *   node --expose-gc test/bench/views.ts <folder>
 */
import { eq } from "drizzle-orm";
import { randomSource } from "#lib/random.ts";
import { asOperator } from "#db/access.ts";
import { openDatabase, write } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProject } from "#db/dataset/projects.ts";
import { projects } from "#db/schema.ts";
import { loadStudy } from "#db/views/study.ts";
import { teamView } from "#db/views/team.ts";
import { benchSlug } from "./large-dataset.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: node test/bench/views.ts <folder of large-dataset.ts>");
const database = openDatabase(dataDir(folder).database);
const { db, sqlite } = database;
const random = randomSource(1);

const project = () => {
  const row = findProject(db, benchSlug);
  if (!row) throw new Error("large-dataset.ts has made no project there");
  return asOperator(row);
};
const { id: projectId, classes } = project();
const people = sqlite
  .prepare<[number], number>("select id from raters where projectId = ? and source = 'person' order by id")
  .pluck()
  .all(projectId);
const itemIds = sqlite
  .prepare<[number], number>("select id from items where projectId = ? limit 100000")
  .pluck()
  .all(projectId);
const say = sqlite.prepare(
  "insert into judgments (projectId, itemId, raterId, outcome, label, receivedAt, responseMs, quality) values (?, ?, ?, 'label', ?, 2, ?, 'ok')",
);
/** So many answers of random people to random items. */
const answer = (count: number) =>
  write(db, () => {
    for (let i = 0; i < count; i++) {
      const [item, rater] = [itemIds[random.below(itemIds.length)], people[random.below(people.length)]];
      say.run(projectId, item, rater, random.below(classes.length), 300 + 900 * random.unit());
    }
  });
const setEta = (eta: number) => db.update(projects).set({ eta }).where(eq(projects.id, projectId)).run();

async function timed(what: string, fn: () => unknown): Promise<void> {
  globalThis.gc?.();
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await fn();
  const { user, system } = process.cpuUsage(cpu);
  const [busy, clock] = [(user + system) / 1000, performance.now() - began];
  const memory = `${(process.memoryUsage().rss / 1024 ** 2).toFixed(0).padStart(5)} MB resident`;
  console.log(
    `${busy.toFixed(0).padStart(7)} ms of processor time, ${clock.toFixed(0).padStart(7)} ms by the clock, ${memory}  ${what}`,
  );
}

await timed("watch page, first", () => teamView(db, project()));
await timed("watch page, again with nothing new", () => teamView(db, project()));
answer(1000);
await timed("watch page, after 1,000 answers", () => teamView(db, project()));
const { eta } = project();
setEta(0.55);
await timed("watch page, after η was moved", () => teamView(db, project()));
setEta(eta);
await timed("study, first", () => loadStudy(db, project()));
answer(100);
await timed("study, after 100 answers", () => loadStudy(db, project()));
await timed("watch page, after the study has taken them in", () => teamView(db, project()));
database.close();
