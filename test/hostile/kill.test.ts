import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { makeLargeProject } from "../bench/large-dataset.ts";
import { killRounds } from "../bench/serve/kill-rounds.ts";

// `npm run bench:kill` does fifty rounds with a hundred people.
test("56 kill -9 of the web process, ten times under load: every acknowledged answer is there once, none is beyond the overlap", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tandem-kill-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const dir = dataDir(folder);
  const made = openDatabase(dir.database);
  migrateDatabase(made);
  await makeLargeProject(made, dir, { items: 20_000, overlap: 2, people: 20, pictures: 50 });
  made.close();
  const result = await killRounds({ folder, rounds: 10, people: 20, worker: false });
  expect(result.acknowledged).toBeGreaterThan(200);
  expect(result).toMatchObject({ stored: result.acknowledged, lost: 0, twice: 0, beyond: 0, miscounted: 0 });
}, 300_000);
