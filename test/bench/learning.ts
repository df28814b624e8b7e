/**
 * What learning from people costs at a million items, 50,000 of them answered: reading the team's labels, comparing
 * two machines on gold and on answers, and what changes in the queue.
 *   node test/bench/learning.ts
 */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { openDatabase } from "#db/client.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { compareMachines } from "#db/machines/compare.ts";
import { askForDueRuns } from "#db/machines/renewal.ts";
import { teamLabels } from "#db/machines/team-labels.ts";
import { fitTeam } from "#db/teaming/fit-team.ts";
import { storeFit } from "#db/teaming/fits.ts";
import { queueChange } from "#db/views/queue-change.ts";
import { millionItems } from "../db/million.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-learning-"));
const path = join(folder, "tandem.db");
copyFileSync(await millionItems(), path);
const { db, close } = openDatabase(path);
const seconds = <T>(what: string, work: () => T): T => {
  const began = performance.now();
  const value = work();
  console.log(
    `${what}: ${((performance.now() - began) / 1000).toFixed(2)} s`,
    JSON.stringify(value).slice(0, 300),
  );
  return value;
};
try {
  const project = () => {
    const found = findProjectById(db, 1);
    if (!found || found.activeRunId === null) throw new Error("nothing routes the project");
    return found;
  };
  const runId = project().activeRunId ?? -1;
  for (const policy of ["threshold", "p-plus-l"]) {
    const wanted = { policy, runId, createdBy: null };
    const fitId =
      policy === "threshold"
        ? null
        : storeFit(
            db,
            fitTeam(db, project(), wanted, 0, () => 0),
          );
    db.run(sql`update projects set policy = ${policy}, activeFitId = ${fitId}, renewAfter = 100000`);
    seconds(`labels of the team, ${policy}`, () => teamLabels(db, 1, true).learntFrom);
    seconds(`change of the queue, ${policy}`, () => queueChange(db, project(), runId));
  }
  seconds("comparison on gold", () => compareMachines(db, project(), runId, runId));
  db.run(sql`update items set gold = null`);
  seconds("comparison by answers", () => compareMachines(db, project(), runId, runId));
  seconds("a look of the rule", () => askForDueRuns(db, 1));
} finally {
  close();
  rmSync(folder, { recursive: true });
}
