import { type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { asc, eq, isNotNull } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { type Ask, takenExport, writtenFiles } from "../../e2e/exported.ts";
import { classes, people as everybody, photographs } from "../../e2e/loop/people.ts";
import { annotate, newAgent, newLoad } from "../bench/serve/annotator.ts";
import { checkStored } from "../bench/serve/check.ts";
import { sessionCookie } from "../bench/serve/cookie.ts";
import { freePort, startWeb, startWorker, type Web } from "../bench/serve/server.ts";
import { asOperator } from "#db/access.ts";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { startImport } from "#db/dataset/imports.ts";
import { findProject, setEta } from "#db/dataset/projects.ts";
import { reopenQueue, setAim } from "#db/labelling/aim.ts";
import { queueState } from "#db/labelling/routes.ts";
import { waitingPictures } from "#db/labelling/waiting.ts";
import { setRenewal } from "#db/machines/renewal.ts";
import { createUser } from "#db/people/users.ts";
import { auditLog, items, jobs, judgments, looks, predictions, runs } from "#db/schema.ts";
import { leastLabels } from "#lib/train/few-labels.ts";
import type { ExportedItem } from "#lib/formats/exports/dataset.ts";

const secret = "a secret of the killed loop, long enough";
/** `npm run bench:kill-loop`: too long for every run of the tests, which kill in its phases one by one. */
const slug = "shapes";
/** Few at a time, so that few answers come while something is waited for: trainings on few labels are short. */
const people = everybody.slice(0, 3);
const thinkMs = 500;
const [first, all, withGold] = [80, 120, 60];
const [firstLabels, newAnswers, questions] = [5, 2, 60];

test("kill -9 of web and worker in the phases of the loop: nothing acknowledged is lost, nothing starts twice, and it goes on to its end", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tandem-loop-kill-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const dir = dataDir(folder);
  const database = openDatabase(dir.database);
  onTestFinished(database.close);
  migrateDatabase(database);
  const { db } = database;
  for (const { name } of [...people, { name: "admin" }])
    createUser(
      db,
      {
        ...{ name, displayName: name, passwordHash: "-", mustChangePassword: false },
        role: name === "admin" ? "admin" : "annotator",
      },
      null,
      1,
    );

  const port = await freePort();
  let [web, worker]: [Web | null, ChildProcess | null] = [null, null];
  const start = async () => {
    worker = startWorker(folder);
    web = await startWeb(folder, secret, port);
  };
  const kill = async () => {
    worker?.kill("SIGKILL");
    await web?.kill();
  };
  onTestFinished(kill);
  /** As soon as something is the case, both die, and are started again. */
  const killedWhile = async (phase: string, holds: () => boolean) => {
    await until(phase, holds);
    await kill();
    await start();
  };
  await start();

  const project = () => {
    const found = findProject(db, slug);
    if (!found) throw new Error("there is no project");
    return found;
  };
  const operator = () => asOperator(project());
  const jobsOf = (kind: string) =>
    db.select().from(jobs).where(eq(jobs.kind, kind)).orderBy(asc(jobs.id)).all();
  const allRuns = () => db.select().from(runs).orderBy(asc(runs.id)).all();
  /** Is the newest job of the kind being done just now? */
  const doing = (kind: string) => jobsOf(kind).at(-1)?.state === "running";
  const done = (kind: string) => jobsOf(kind).at(-1)?.state === "finished";
  const entries = (action: string) =>
    db.select().from(auditLog).where(eq(auditLog.action, action)).all().length;

  // importing
  const some = await photographs(first);
  const everything = await photographs(all);
  const table = join(folder, "labels.csv");
  const gold = (i: number) => (i < withGold ? (classes[some.truth[i] ?? -1] ?? "") : "");
  writeFileSync(table, ["file,truth", ...some.names.map((name, i) => `${name},${gold(i)}`)].join("\n"));
  startImport(
    db,
    {
      ...{ project: { slug, firstRunLabels: firstLabels }, images: some.zip, labels: table },
      ...{ columns: { gold: "truth" }, classes: [...classes] },
    },
    null,
    Date.now(),
  );
  await killedWhile("importing", () => doing("import"));
  await until("the import", () => done("import"));
  expect(db.select().from(items).all()).toHaveLength(first);
  setEta(db, operator(), 1, Date.now());
  setRenewal(db, operator(), { renewAfter: newAnswers, renewShare: null, renewMargin: 1 }, Date.now());

  // labelling without a machine; from here on people label all the time, but for the rests that they are told to take
  const load = newLoad(new URL(`http://127.0.0.1:${port}`), thinkMs, classes.length);
  load.comeBackMs = 300;
  const agent = newAgent();
  const cookies = await Promise.all(people.map(({ name }) => sessionCookie(db, name, secret)));
  const working = () =>
    Promise.all(
      people.map(({ name }, who) => {
        const sees = (picture: Buffer) => everything.opinions[who]?.[everything.recognise(picture)] ?? NaN;
        return annotate(load, { name, slug, cookie: cookies[who] ?? "", sees }, agent);
      }),
    );
  const given = () => load.acknowledged.length;
  /** Let people answer so many more, and a few that are under way. */
  const answered = async (count: number) => {
    const wanted = given() + count;
    load.restAt = wanted;
    await until("answers", () => given() >= wanted);
  };
  load.restAt = leastLabels;
  let labelling = working();
  await killedWhile("labelling without a machine", () => given() >= 4);
  await until("labels for a first machine", () => given() >= leastLabels);

  // the first training, with a checkpoint behind it
  await killedWhile("the first training", () => doing("train") && (jobsOf("train")[0]?.progress ?? 0) > 0);
  await until("a first machine", () => project().activeRunId !== null);
  expect(allRuns()).toMatchObject([{ first: true, state: "finished", predictedItems: first }]);
  expect(jobsOf("train")).toHaveLength(1);
  expect(jobsOf("train")[0]?.attempt).toBe(2);

  // new pictures, and in the same moment the machine learns again
  await answered(newAnswers);
  await until("the rule", () => allRuns().length > 1);
  await until("its training", () => (jobsOf("train")[1]?.progress ?? 0) > 0);
  startImport(db, { project: { slug }, images: everything.zip, classes: [...classes] }, null, Date.now());
  await killedWhile("predicting and learning again", () => doing("predict"));
  await until("the prediction", () => done("predict"));
  expect(db.select().from(items).all()).toHaveLength(all);

  // the comparison, and what it decides
  await killedWhile("comparing", () => doing("decide"));
  await killedWhile("taking over", () => doing("fit") && allRuns()[1]?.decision !== null);
  await until("the second machine", () => project().activeRunId === allRuns()[1]?.id);
  setRenewal(db, operator(), { renewAfter: null, renewShare: null, renewMargin: null }, Date.now());
  const [firstRun, secondRun, ...more] = allRuns();
  expect(more).toEqual([]);
  expect(secondRun).toMatchObject({ renews: firstRun?.id, state: "finished", pool: "team", first: false });
  expect(secondRun?.decision).toMatchObject({ activated: true, against: firstRun?.id, basis: "gold" });
  expect([entries("run.renew"), entries("run.decide")]).toEqual([1, 1]);
  expect(jobsOf("predict").length).toBeLessThanOrEqual(2);
  await until("every picture", () => waitingPictures(db, project()) === 0);
  expect(queueState(db, project()).routed).toBe(all);

  // closing with the last question
  setAim(db, operator(), { kind: "questions", questions }, Date.now());
  load.restAt = Infinity;
  await killedWhile("the last answers", () => given() >= questions - 3);
  await until("the aim", () => project().closedAt !== null);
  await kill();
  await start();
  await labelling;
  expect(project()).toMatchObject({ closedBecause: "questions" });
  expect(given()).toBe(questions);
  expect(entries("queue.close")).toBe(1);

  // closing by an accuracy: looks are killed until it is closed
  expect(reopenQueue(db, operator(), Date.now()).ok).toBe(true);
  setAim(db, operator(), { kind: "accuracy", accuracy: 0.01 }, Date.now());
  load.finished = false;
  load.thinkMs = 3 * thinkMs; // a killed look is taken again after half a minute, and the next wants twenty answers more
  labelling = working();
  await killedWhile("a look", () => doing("look"));
  await until("the accuracy", () => project().closedAt !== null);
  await kill();
  await start();
  await labelling;
  expect(project()).toMatchObject({ closedBecause: "accuracy", closedOn: { by: "gold", n: withGold } });
  expect(entries("queue.close")).toBe(2);
  await until("no job waits", () =>
    db
      .select()
      .from(jobs)
      .all()
      .every(({ state }) => state === "finished"),
  );
  expect(db.select().from(looks).all()).toHaveLength(jobsOf("look").length);

  // the export: killed while it is written, it is written anew; nobody sees half of it
  const cookie = await sessionCookie(db, "admin", secret);
  const origin = `http://127.0.0.1:${port}`;
  const ask: Ask = async (method, path, body) => {
    const headers = { cookie, origin, "content-type": "application/json" };
    const reply = await fetch(`${origin}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: reply.status, text: await reply.text() };
  };
  const wanted = { format: "jsonl", names: true };
  const cut = await ask("POST", `/api/export/${slug}`, wanted);
  expect(cut.status).toBe(202);
  await kill();
  await start();
  const text = await takenExport(ask, slug, wanted);
  const begun = await writtenFiles(ask, slug, (JSON.parse(cut.text) as { id: number }).id);
  expect(begun[0]?.bytes).toBe(Buffer.byteLength(text));
  const rows = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as ExportedItem);
  expect(rows.map(({ item }) => item).sort()).toEqual([...everything.names].sort());
  const inExport = rows.flatMap(({ item, judgments: each }) =>
    each
      .filter(({ raterSource }) => raterSource === "person")
      .map(({ rater, label }) => [item, rater, label]),
  );
  expect(new Set(inExport.map(String)).size).toBe(given());
  expect(inExport).toHaveLength(given());

  // in all
  expect(checkStored(database, load.acknowledged, project().id)).toEqual({
    ...{ stored: given(), lost: 0, twice: 0, beyond: 0 },
  });
  const stored = db.select().from(judgments).where(isNotNull(judgments.leaseId)).all();
  expect(stored).toHaveLength(given());
  for (const { leaseId, label } of stored) expect(load.said.get(leaseId ?? "")?.label).toBe(label);
  expect(allRuns().map(({ first: isFirst }) => isFirst)).toEqual([true, false]);
  for (const { id } of allRuns())
    expect(
      db.select().from(predictions).where(eq(predictions.runId, id)).all().length,
    ).toBeGreaterThanOrEqual(first);
  expect(jobsOf("import")).toHaveLength(2);
  expect(jobsOf("train")).toHaveLength(2);
  expect(jobsOf("decide")).toHaveLength(1);
}, 1_200_000);

/** Often: some of it is over in a moment. */
async function until(what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 60_000; i++) {
    if (holds()) return;
    await sleep(5);
  }
  throw new Error(`waited in vain: ${what}`);
}
