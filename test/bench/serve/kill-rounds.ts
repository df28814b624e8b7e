import { setTimeout as sleep } from "node:timers/promises";
import { asOperator } from "#db/access.ts";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProject } from "#db/dataset/projects.ts";
import { labelColumns } from "#db/labelling/raters.ts";
import { startRun } from "#db/machines/start-run.ts";
import { benchSlug } from "../large-dataset.ts";
import { annotate, newAgent, newLoad } from "./annotator.ts";
import { checkStored } from "./check.ts";
import { sessionCookie } from "./cookie.ts";
import { freePort, startWeb, startWorker } from "./server.ts";

const secret = "a secret of the kill rounds, long enough";

export type Rounds = {
  /** of makeLargeProject */
  folder: string;
  rounds: number;
  people: number;
  /** the worker trains meanwhile, and is killed in every third round */
  worker: boolean;
  say?: (line: string) => void;
};

export type Survived = ReturnType<typeof checkStored> & {
  acknowledged: number;
  /** items whose counts of answers or holders are not those of their rows */
  miscounted: number;
};

/** People label without a pause while the web process is killed with -9, and started again, over and over. */
export async function killRounds({ folder, rounds, people, worker, say }: Rounds): Promise<Survived> {
  const database = openDatabase(dataDir(folder).database);
  const { db, sqlite } = database;
  const project = findProject(db, benchSlug);
  if (!project) throw new Error("the folder holds no project of the benchmark");
  if (worker) queueTraining(db, project);
  const port = await freePort();
  let web = await startWeb(folder, secret, port);
  let hand = worker ? startWorker(folder) : null;
  const load = newLoad(web.origin, 0, project.classes.length);
  const agent = newAgent();
  const cookies: string[] = [];
  for (let i = 1; i <= people; i++) cookies.push(await sessionCookie(db, `annotator-${i}`, secret));
  const all = Promise.all(
    cookies.map((cookie, i) =>
      annotate(load, { name: `annotator-${i + 1}`, cookie, slug: benchSlug }, agent),
    ),
  );
  for (let round = 1; round <= rounds; round++) {
    const before = load.acknowledged.length;
    while (load.acknowledged.length < before + people && !load.finished) await sleep(20);
    await sleep(Math.random() * 400);
    await web.kill();
    if (hand && round % 3 === 0) {
      hand.kill("SIGKILL");
      hand = startWorker(folder);
    }
    web = await startWeb(folder, secret, port);
    say?.(`round ${round}: ${load.acknowledged.length - before} acknowledged`);
  }
  load.stopped = true;
  await all;
  hand?.kill("SIGKILL");
  await web.stop();
  const miscounted = sqlite
    .prepare<[number, number], { n: number }>(
      `select count(*) as n from routes where projectId = ? and generation = ? and (
         answers <> (select count(*) from current_judgments answer join raters on raters.id = answer.raterId
           where answer.itemId = routes.itemId and raters.source = 'person')
         or held <> (select count(*) from leases where leases.itemId = routes.itemId and live = 1))`,
    )
    .get(project.id, findProject(db, benchSlug)?.routesGeneration ?? 0);
  const result = {
    acknowledged: load.acknowledged.length,
    ...checkStored(database, load.acknowledged, project.id),
    miscounted: miscounted?.n ?? 0,
  };
  database.close();
  return result;
}

function queueTraining(db: Parameters<typeof startRun>[0], project: Parameters<typeof asOperator>[0]): void {
  const [column] = labelColumns(db, project.id);
  if (!column) throw new Error("there is nothing to train on");
  const wanted = {
    method: "ce",
    backbone: "quick",
    labelRaterId: column.id,
    options: { epochs: 50 },
    seed: 1,
  };
  const started = startRun(db, asOperator(project), wanted, Date.now());
  if (!started.ok) throw new Error(started.message);
}
