/**
 * What learning from people costs at a million items, 50,000 of them answered: reading the team's labels, comparing
 * two machines on gold and on answers, what changes in the queue, looks at the project, and what pages ask in the thread
 * that answers annotators.
 *   node test/bench/learning.ts
 */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { openDatabase, type RootDb, write } from "#db/client.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { queueAnswers, queueState } from "#db/labelling/routes.ts";
import { itemsOf } from "#db/labelling/waiting.ts";
import { compareMachines } from "#db/machines/compare.ts";
import { askForDueRuns } from "#db/machines/renewal.ts";
import { teamLabels } from "#db/machines/team-labels.ts";
import type { Project } from "#db/schema.ts";
import { fitTeam } from "#db/teaming/fit-team.ts";
import { storeFit } from "#db/teaming/fits.ts";
import { historyOf, lookAt } from "#db/views/looks.ts";
import { queueChange } from "#db/views/queue-change.ts";
import { millionItems } from "../db/million.ts";

/** What a page asks about an aim without a thread: counted once, then remembered. */
const card = (on: RootDb, project: Project) => [
  queueAnswers(on, project),
  queueState(on, project).routed,
  itemsOf(on, project.id),
];

const folder = mkdtempSync(join(tmpdir(), "tandem-learning-"));
const path = join(folder, "tandem.db");
copyFileSync(await millionItems(), path);
const { db, close } = openDatabase(path);
const seconds = <T>(what: string, work: () => T): T => {
  const [began, before] = [performance.now(), process.cpuUsage()];
  const value = work();
  const { user, system } = process.cpuUsage(before);
  const [clock, processor] = [(performance.now() - began) / 1000, (user + system) / 1e6];
  console.log(
    `${what}: ${processor.toFixed(2)} s of processor time, ${clock.toFixed(2)} s by the clock`,
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
  seconds("a look at the project, the first", () => lookAt(db, project(), 1)?.evidence);
  seconds("another, nothing new", () => lookAt(db, project(), 2)?.evidence);
  db.run(sql`update projects set eta = 0.7`);
  seconds("another, after η was moved", () => lookAt(db, project(), 3)?.evidence);
  seconds("the aim's card in the web thread, first", () => card(db, project()));
  seconds("the aim's card in the web thread, again", () => card(db, project()));
  write(db, (tx) => {
    for (let i = 0; i < 500; i++)
      tx.run(sql`insert into looks (projectId, at, cursor, answers, runId, policy, eta, machine)
        values (1, ${i}, ${i}, ${i}, ${runId}, 'threshold', 0.7, 0.9)`);
  });
  seconds("the history, 500 looks", () => historyOf(db, 1).length);
  seconds("comparison on gold", () => compareMachines(db, project(), runId, runId));
  db.run(sql`update items set gold = null`);
  seconds("comparison by answers", () => compareMachines(db, project(), runId, runId));
  seconds("a look of the rule", () => askForDueRuns(db, 1));
} finally {
  close();
  rmSync(folder, { recursive: true });
}
