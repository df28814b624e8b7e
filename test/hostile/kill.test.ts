import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProject } from "#db/dataset/projects.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { benchSlug, makeLargeProject } from "../bench/large-dataset.ts";
import { killRounds } from "../bench/serve/kill-rounds.ts";
import { setPolicy } from "../bench/serve/policy.ts";

// `npm run bench:kill` does fifty rounds with a hundred people.
test("56 kill -9 of the web process, four times under load: every acknowledged answer is there once, none is beyond the overlap", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tandem-kill-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const dir = dataDir(folder);
  const made = openDatabase(dir.database);
  migrateDatabase(made);
  await makeLargeProject(made, dir, { items: 20_000, overlap: 2, people: 20, pictures: 50 });
  made.close();
  const [kills, people] = [2, 20];
  const rounds = () => killRounds({ folder, rounds: kills, people, worker: false });
  // of each round before its kill; how many more there are is the computer's affair
  const leastAcknowledged = kills * people;
  const result = await rounds();
  expect(result.acknowledged).toBeGreaterThanOrEqual(leastAcknowledged);
  expect(result).toMatchObject({ stored: result.acknowledged, lost: 0, twice: 0, beyond: 0, miscounted: 0 });

  // the same while the queue runs on belief: each item's score is what its answers make of it
  const between = openDatabase(dir.database);
  const project = findProject(between.db, benchSlug);
  if (!project) throw new Error("no project");
  await setPolicy(between.db, project.id, "p-plus-l", () => undefined);
  between.close();
  const believing = await rounds();
  expect(believing.acknowledged).toBeGreaterThanOrEqual(leastAcknowledged);
  expect(believing).toMatchObject({
    stored: believing.acknowledged,
    lost: 0,
    twice: 0,
    beyond: 0,
    miscounted: 0,
  });
  const after = openDatabase(dir.database);
  const rows = () =>
    after.sqlite.prepare("select itemId, prior, score, answers from routes order by itemId").all();
  const found = rows();
  await reroute(
    after.db,
    project.id,
    1,
    () => ({}),
    () => undefined,
  );
  expect(rows()).toEqual(found);
  after.close();
}, 300_000);
