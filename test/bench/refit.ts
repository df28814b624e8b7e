/**
 * How long fitting a team anew takes on 50,000 items that three people have answered, with their gold labels
 * and without: reading the database, cross-fitting, everything up to the row to be stored.
 *   node test/bench/refit.ts [rounds]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { policies } from "#lib/teaming/policies/index.ts";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { fitTeam } from "#db/teaming/fit-team.ts";
import { makeLargeProject } from "./large-dataset.ts";

const rounds = Number(process.argv[2] ?? 3);
const folder = mkdtempSync(join(tmpdir(), "tandem-refit-"));
try {
  const dir = dataDir(folder);
  const database = openDatabase(dir.database);
  migrateDatabase(database);
  const wanted = { items: 50_000, overlap: 3, answered: 150_000, eta: 1 };
  const project = findProjectById(database.db, await makeLargeProject(database, dir, wanted));
  if (!project || project.activeRunId === null) throw new Error("nothing routes the project");
  for (const gold of [true, false]) {
    if (!gold) database.sqlite.exec("update items set gold = null");
    for (const { id: policy, fit } of policies) {
      if (!fit) continue;
      const took = Array.from({ length: rounds }, () => {
        const run = { policy, runId: project.activeRunId ?? -1, createdBy: null };
        return fitTeam(database.db, project, run, 0, () => performance.now()).seconds.toFixed(2);
      });
      console.log(`${policy}, ${gold ? "gold for 10,000" : "no gold"}: ${took.join(", ")} s`);
    }
  }
  database.close();
} finally {
  rmSync(folder, { recursive: true });
}
