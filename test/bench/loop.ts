/**
 * `npm run bench:loop`: CIFAR-10 from nothing. Only the pictures are imported; three people, who answer with the
 * columns of CIFAR-10N, label them over HTTP at the real server while the real worker trains the first machine,
 * renews it from the team's labels and fits the policy. After each tenth more of answers: how right machine and
 * team are on all 50,000, beside people labelling in random order without a machine.
 *   npm run bench:loop -- --data ../shared/data --folder /tmp/loop --items 50000 --most 60000
 * With --folder it can be stopped and goes on. People wait while a machine is trained or a policy fitted: at their
 * true pace that would take minutes of an hour.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { and, eq, inArray } from "drizzle-orm";
import yauzl from "yauzl";
import { z } from "zod";
import { asOperator } from "#db/access.ts";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProject, setEta } from "#db/dataset/projects.ts";
import { changeTeam } from "#db/machines/change-team.ts";
import { labelledItems, labelsToFirstRun } from "#db/machines/first-run.ts";
import { lastLearning, renewalAfter, setRenewal } from "#db/machines/renewal.ts";
import { createUser, findUserByName } from "#db/people/users.ts";
import { jobs, projects, runs } from "#db/schema.ts";
import { answersSince, standingAnswers } from "#db/teaming/answers.ts";
import { cifarClasses, cifarLabels } from "./cifar.ts";
import { peopleAlone, questionsFor } from "./loop/alone.ts";
import { measure } from "./loop/measure.ts";
import { annotate, newAgent, newLoad } from "./serve/annotator.ts";
import { sessionCookie } from "./serve/cookie.ts";
import { startWeb, startWorker } from "./serve/server.ts";

const flags = z
  .object({
    data: z.string().default(join("..", "shared", "data")),
    folder: z.string().optional(),
    /** the first so many pictures */
    items: z.coerce.number().int().min(100).max(50_000).default(50_000),
    /** questions */
    most: z.coerce.number().int().min(1).default(60_000),
    policy: z.string().default("p-plus-l"),
    /** answers that came in since the last training, as a share of those that it knew */
    share: z.coerce.number().default(1.5),
    /** accuracy that a new machine may lose at most */
    margin: z.coerce.number().default(0.05),
    people: z.string().default("human1,human2,human3"),
  })
  .parse(
    parseArgs({
      options: Object.fromEntries(
        ["data", "folder", "items", "most", "policy", "share", "margin", "people"].map((name) => [
          name,
          { type: "string" as const },
        ]),
      ),
    }).values,
  );
const people = flags.people.split(",");
const slug = "cifar";
/** Asked until the team is as good as sure: the order is what counts. */
const surely = 0.995;
/** Fifteen answers a second is what a person is let give. */
const thinkMs = 70;
const secret = "a secret of the loop's benchmark, long enough";
const folder = flags.folder ?? mkdtempSync(join(tmpdir(), "tandem-loop-"));
mkdirSync(folder, { recursive: true });
const pictures = join(folder, "photographs");
const column = await cifarLabels(flags.data);
const truth = column("clean").subarray(0, flags.items);
const columns = people.map((name) => column(name).subarray(0, flags.items));

const database = openDatabase(dataDir(folder).database);
const { db } = database;
migrateDatabase(database);
const itemOf = await unpacked();
if (!findProject(db, slug)) importPictures();
for (const name of people)
  if (!findUserByName(db, name)) {
    createUser(
      db,
      { name, displayName: name, role: "annotator", passwordHash: "", mustChangePassword: false },
      null,
      Date.now(),
    );
  }
const project = () => {
  const found = findProject(db, slug);
  if (!found) throw new Error("the import made no project");
  return found;
};
const operator = () => asOperator(project());
const { id } = project();
db.update(projects).set({ overlap: people.length }).where(eq(projects.id, id)).run();
setEta(db, operator(), surely, Date.now());
setRenewal(
  db,
  operator(),
  { renewAfter: null, renewShare: flags.share, renewMargin: flags.margin },
  Date.now(),
);

const web = await startWeb(folder, secret);
const worker = startWorker(folder);
const agent = newAgent();
const cookies = await Promise.all(people.map((name) => sessionCookie(db, name, secret)));
const log = join(folder, "loop.jsonl");
const say = (row: object) => {
  appendFileSync(log, `${JSON.stringify(row)}\n`);
  console.log(JSON.stringify(row));
};

/** The next point to measure at: about a tenth further, on round numbers. */
const nextMark = (questions: number): number => {
  const round = 10 ** Math.max(1, Math.floor(Math.log10(Math.max(1, questions))) - 1);
  return Math.ceil((questions * 1.08 + 1) / round) * round;
};

let mark = 100;
for (;;) {
  await settled();
  const questions = standingAnswers(db, id);
  if (questions >= mark) {
    say({ ...measure(db, id, (name) => truth[indexOf(name)] ?? NaN), at: new Date().toISOString() });
    while (mark <= questions) mark = nextMark(mark);
  }
  if (questions >= flags.most) break;
  const wanted = Math.min(mark, flags.most) - questions;
  const finished = await label(Math.min(wanted, answersUntilDue()));
  if (finished) break;
}
await settled();
say({ ...measure(db, id, (name) => truth[indexOf(name)] ?? NaN), at: new Date().toISOString() });
worker.kill("SIGTERM");
await web.stop();
for (const { name, pool, options, decision, trainItems, seconds } of db.select().from(runs).all())
  say({ run: name, pool, options, trainItems, seconds, decision });
database.close();

const alone = peopleAlone(columns, truth, people.length, cifarClasses.length);
const everything = people.length * truth.length;
for (const wanted of [0.8, 0.85, 0.88, 0.9, 0.91])
  say({
    accuracy: wanted,
    majority: questionsFor((n) => alone(n).majority, wanted, everything),
    dawidSkene: questionsFor((n) => alone(n).dawidSkene, wanted, everything),
  });
process.exit(0);

function importPictures(): void {
  const classes = cifarClasses.join(",");
  const given = ["import", "--images", pictures, "--project", slug, "--classes", classes];
  const env = { ...process.env, TANDEM_DATA: folder };
  const { status } = spawnSync(process.execPath, [join("workers", "tandem.js"), ...given], {
    stdio: "inherit",
    env,
  });
  if (status !== 0) throw new Error("the import failed");
}

/** The pictures as files of a folder. @returns which row of the labels each belongs to: people know it by looking */
async function unpacked(): Promise<Map<string, number>> {
  const known = new Map<string, number>();
  mkdirSync(pictures, { recursive: true });
  const zip = await yauzl.openPromise(join(flags.data, "cifar10", "train.zip"));
  for await (const entry of zip.eachEntry()) {
    const item = indexOf(entry.fileName);
    if (!(item < flags.items)) continue;
    const parts: Buffer[] = [];
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    const picture = Buffer.concat(parts);
    known.set(hashOf(picture), item);
    writeFileSync(join(pictures, basename(entry.fileName)), picture);
  }
  return known;
}

function hashOf(picture: Buffer): string {
  return createHash("sha256").update(picture).digest("base64");
}

function indexOf(name: string): number {
  return Number(/(\d{5})\.jpg$/.exec(name)?.[1]);
}

/** Nothing is trained, fitted, predicted or decided, and nothing of that is due. */
async function settled(): Promise<void> {
  for (let calm = 0; calm < 3;) {
    const { activeRunId, policy } = project();
    const working = db
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.projectId, id), inArray(jobs.state, ["queued", "running"])))
      .all();
    if (worker.exitCode !== null) throw new Error("the worker ended");
    const due = answersUntilDue() <= 0;
    calm = working.length > 0 || due ? 0 : calm + 1;
    if (calm > 0 && activeRunId !== null && policy !== flags.policy) {
      const changed = await changeTeam(
        db,
        operator(),
        { runId: activeRunId, policy: flags.policy },
        Date.now(),
      );
      if (!changed.ok) throw new Error(changed.message);
      calm = 0;
    }
    await sleep(500);
  }
}

/** Answers until the first training, or the next, starts by itself. */
function answersUntilDue(): number {
  const now = project();
  if (now.activeRunId === null) {
    const goal = labelsToFirstRun(db, now) ?? Infinity;
    return goal - labelledItems(db, id, goal);
  }
  const last = lastLearning(db, id);
  return (renewalAfter(now, last.answers) ?? Infinity) - answersSince(db, id, last.cursor, -1);
}

/** Three people at once, as fast as they are let. @returns whether nothing is left to ask */
async function label(answers: number): Promise<boolean> {
  const load = newLoad(web.origin, thinkMs, cifarClasses.length);
  const all = Promise.all(
    people.map((name, who) => {
      const sees = (picture: Buffer) => {
        const item = itemOf.get(hashOf(picture));
        if (item === undefined) throw new Error("this picture is nobody's");
        return columns[who]?.[item] ?? NaN;
      };
      return annotate(load, { name, cookie: cookies[who] ?? "", slug, sees }, agent);
    }),
  );
  while (load.acknowledged.length < answers && !load.finished) await sleep(5);
  load.stopped = true;
  await all;
  return load.finished && load.acknowledged.length === 0;
}
