import { asc, eq } from "drizzle-orm";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { randomSource } from "#lib/random.ts";
import { fewLabels } from "#lib/train/few-labels.ts";
import { openDatabase, write } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { enqueue, fenceOf, findJob } from "#db/job-queue.ts";
import { claimJob, giveUp } from "#db/jobs/lifecycle.ts";
import { askForDecision } from "#db/machines/decision.ts";
import { changeTeam } from "#db/machines/change-team.ts";
import { compareMachines } from "#db/machines/compare.ts";
import { askForDueRuns, renewalAfter, setRenewal } from "#db/machines/renewal.ts";
import { findRun, finishRun } from "#db/machines/runs.ts";
import { auditLog, items, jobs, judgments, projects, raters, runs, type Run } from "#db/schema.ts";
import { answersSince } from "#db/teaming/answers.ts";
import { decideJob } from "#workers/jobs/decide.ts";
import { fitJob } from "#workers/jobs/fit.ts";
import { addFeatures } from "../db/encoded.ts";
import { answerOf, label, served, take, undo } from "../db/hands.ts";
import { newWorld, predict, type World } from "../db/world.ts";

const classes = ["red", "green", "blue"];
const world = (items = 90, more: Parameters<typeof newWorld>[1] = {}) =>
  newWorld(
    Array.from({ length: items }, (_, i) => 0.4 + (0.55 * i) / items),
    { overlap: 3, people: 3, classes, eta: 1, ...more },
  );

const rule = { renewAfter: null, renewShare: null, renewMargin: null };
const figures = {
  ...{ executor: null, parameters: null, accuracy: null, goldItems: null, imagesPerSecond: null },
  ...{ seconds: null, sharedEpochs: null, keptEpoch: null, temperature: null, history: null },
};

let clock = 1000;
function answer(here: World, n: number): void {
  for (let i = 0; i < n; i++) {
    const [task] = take(here, i % 3, { now: clock++ });
    if (!task) throw new Error(`nothing to answer after ${i}`);
    answerOf(here, i % 3, label(task.lease, i % 3), { now: clock++ });
  }
}

const allRuns = ({ database: { db } }: World) => db.select().from(runs).orderBy(asc(runs.id)).all();
const newest = (here: World): Run => {
  const run = allRuns(here).at(-1);
  if (!run) throw new Error("there is no run");
  return run;
};

/** The training of a run comes to its end. */
function end({ database: { db } }: World, run: Run, state: "failed" | "cancelled"): void {
  const job = claimJob(db, "worker", "train", clock++);
  if (job?.id !== run.jobId) throw new Error("another training waits");
  giveUp(db, fenceOf(job), state, null, clock++);
}

/** The world's one run, as if it had started by itself with so few labels that it took many epochs. */
const first = { first: true, options: { folds: 2, batch: 16, epochs: 80 } };

describe("learning again from people", () => {
  test("suits the number of labels that there are now, unless somebody chose the options", () => {
    for (const [began, options] of [
      [first, fewLabels(20).options],
      [{ ...first, first: false }, first.options],
    ] as const) {
      const here = world();
      const { db } = here.database;
      db.update(runs).set(began).run();
      setRenewal(db, here.project(), { ...rule, renewAfter: 60 }, 1);
      answer(here, 60);
      expect(askForDueRuns(db, 5)).toHaveLength(1);
      expect(newest(here).options).toEqual(options);
      // and so does one that renews the one that renewed it
      const renewed = newest(here).id;
      end(here, newest(here), "cancelled");
      db.update(projects).set({ activeRunId: renewed }).run();
      answer(here, 60);
      expect(askForDueRuns(db, 6)).toHaveLength(1);
      expect(newest(here)).toMatchObject({
        renews: renewed,
        options: began.first ? fewLabels(40).options : options,
      });
    }
  });

  test("stays a head on the same features", () => {
    const here = world();
    const { db } = here.database;
    const encoderId = addFeatures(db, here.project().id, { name: "Eyes", removedAt: null });
    db.update(runs)
      .set({ ...first, encoderId, backbone: "linear" })
      .run();
    setRenewal(db, here.project(), { ...rule, renewAfter: 20 }, 1);
    answer(here, 20);
    askForDueRuns(db, 5);
    expect(newest(here)).toMatchObject({ encoderId, backbone: "linear", pool: "team" });
  });

  test("is asked for once a crossing, trained as the active run was, and not while a run is under way", () => {
    const here = world();
    const { db, path } = here.database;
    setRenewal(db, here.project(), { ...rule, renewAfter: 20 }, 1);
    answer(here, 20); // what is taken back is no answer, nor are an answer and its correction two
    const back = undo(here, 19 % 3, clock++);
    expect(askForDueRuns(db, 5)).toEqual([]);
    answerOf(here, 19 % 3, label(back.ok ? back.value.lease : "", 1), { now: clock++ });
    expect(answersSince(db, here.project().id, 0, -1)).toBe(20);
    // two workers look at the same moment
    const other = openDatabase(path);
    expect([askForDueRuns(db, 6), askForDueRuns(other.db, 6)]).toEqual([[here.project().id], []]);
    other.close();
    const run = newest(here);
    const active = here.project().activeRunId;
    expect(run).toMatchObject({ pool: "team", method: "ce", backbone: "quick", seed: 1, renews: active });
    expect(run).toMatchObject({ options: { folds: 5 }, answers: 20, state: "queued", createdBy: null });
    expect(findJob(db, run.jobId ?? -1)).toMatchObject({ kind: "train", payload: { runId: run.id } });

    answer(here, 30); // it waits
    expect(askForDueRuns(db, 7)).toEqual([]);
    end(here, run, "failed"); // what came in meanwhile counts as new; what it was asked for does not
    expect(askForDueRuns(db, 8)).toEqual([here.project().id]);
    expect(newest(here)).toMatchObject({ answers: 50 });
    end(here, newest(here), "cancelled");
    expect(askForDueRuns(db, 9)).toEqual([]);
    expect(allRuns(here)).toHaveLength(3);
    expect(here.project().activeRunId).toBe(active);
    const log = db.select().from(auditLog).where(eq(auditLog.action, "run.renew")).all();
    expect(log.map(({ detail }) => detail.answers)).toEqual([20, 30]);
  });

  test("goes by a share of what the last training knew, and by fifty answers at least", () => {
    const by = { renewAfter: null, renewShare: 0.2 };
    expect([0, 100, 250, 251, 10_000].map((known) => renewalAfter(by, known))).toEqual([
      50, 50, 50, 51, 2000,
    ]);
    expect(renewalAfter({ renewAfter: 7, renewShare: null }, 1000)).toBe(7);
    expect(renewalAfter({ renewAfter: null, renewShare: null }, 1000)).toBeNull();
    const here = world();
    const { db } = here.database;
    setRenewal(db, here.project(), { ...rule, renewShare: 1 }, 1);
    answer(here, 60);
    expect(askForDueRuns(db, 5)).toHaveLength(1);
    end(here, newest(here), "cancelled");
    answer(here, 59);
    expect(askForDueRuns(db, 6)).toEqual([]);
    answer(here, 1);
    expect(askForDueRuns(db, 7)).toHaveLength(1);
    expect(newest(here).answers).toBe(120);
  });

  test("waits for a fit that is asked for, and is off without a rule or a machine", async () => {
    const here = world();
    const { db } = here.database;
    answer(here, 30);
    expect(askForDueRuns(db, 5)).toEqual([]);
    setRenewal(db, here.project(), { ...rule, renewAfter: 20 }, 6);
    await changeTeam(db, here.project(), { runId: newest(here).id, policy: "p-plus-l" }, 7);
    expect(askForDueRuns(db, 8)).toEqual([]);
    await work(here, "fit");
    expect(askForDueRuns(db, 9)).toHaveLength(1);
  });
});

/** A finished run of the team's labels that is right on the first so many items, gold or not. */
function teamRun({ database: { db }, project, itemIds }: World, right: number): Run {
  const person = db
    .select()
    .from(raters)
    .all()
    .find(({ source }) => source !== "run");
  return write(db, (tx) => {
    const run = tx
      .insert(runs)
      .values({
        ...{ projectId: project().id, name: `right on ${right}`, method: "ce", backbone: "quick" },
        ...{ labelRaterId: person?.id ?? -1, pool: "team", options: { folds: 5 }, seed: 1 },
        ...{ state: "running", createdAt: 2 },
      } as const)
      .returning()
      .get();
    const of = (i: number) => ({ top: (i + Number(i >= right)) % 3, confidence: 0.8 });
    predict(tx, run.id, itemIds, of, classes.length);
    finishRun(tx, run.id, figures, 3);
    askForDecision(tx, run.id, 4);
    return run;
  });
}

/** What the worker does when a job waits. */
async function work({ database: { db, folder } }: World, kind: "fit" | "decide") {
  const job = claimJob(db, "worker", "other", clock++);
  if (job?.kind !== kind) throw new Error(`no ${kind} waits`);
  const context = { db, dir: dataDir(folder), fence: fenceOf(job), now: () => clock++ };
  const rest = { log: pino({ level: "silent" }), report: () => undefined, cancelled: () => false };
  await (kind === "fit" ? fitJob : decideJob).run({ ...context, ...rest }, job.payload);
  return findJob(db, job.id);
}

const decisions = ({ database: { db } }: World) =>
  db.select().from(auditLog).where(eq(auditLog.action, "run.decide")).all();

describe("a run that has learnt from the team", () => {
  test("routes by itself where it is surely not worse than the margin, and not where it may be", async () => {
    const here = world(90);
    const { db } = here.database;
    setRenewal(db, here.project(), { ...rule, renewMargin: 0.01 }, 1);
    const first = here.project().activeRunId ?? -1; // right everywhere
    const worse = teamRun(here, 85);
    expect((await work(here, "decide"))?.state).toBe("finished");
    const low = compareMachines(db, here.project(), worse.id, first);
    expect(findRun(db, worse.id)?.decision).toEqual({
      ...low,
      ...{ against: first, margin: 0.01, activated: false },
    });
    expect(low).toMatchObject({ basis: "gold", items: 90, verdict: "worse" });
    expect(here.project().activeRunId).toBe(first);

    setRenewal(db, here.project(), { ...rule, renewMargin: 0.2 }, 2);
    const near = teamRun(here, 86);
    await work(here, "decide");
    expect(findRun(db, near.id)?.decision).toMatchObject({ activated: true, margin: 0.2 });
    expect(here.project()).toMatchObject({ activeRunId: near.id, policy: "threshold", activeFitId: null });
    expect(decisions(here).map(({ detail, userId }) => [detail.run, detail.activated, userId])).toEqual([
      ["right on 85", false, null],
      ["right on 86", true, null],
    ]);
  });

  test("is decided about before the machine learns again, so that it learns from the team of then", async () => {
    const here = world(90);
    const { db } = here.database;
    setRenewal(db, here.project(), { renewAfter: 10, renewShare: null, renewMargin: 0.5 }, 1);
    answer(here, 20);
    const run = teamRun(here, 89); // finished, and its decision waits
    expect(askForDueRuns(db, 5)).toEqual([]);
    await work(here, "decide");
    expect(here.project().activeRunId).toBe(run.id);
    expect(askForDueRuns(db, 6)).toEqual([here.project().id]);
    expect(newest(here)).toMatchObject({ renews: run.id });
  });

  test("takes over with a fit of its own where the policy has parameters; killed in between, once", async () => {
    const here = world(90);
    const { db } = here.database;
    setRenewal(db, here.project(), { ...rule, renewMargin: 0.5 }, 1);
    const first = here.project().activeRunId ?? -1;
    await changeTeam(db, here.project(), { runId: first, policy: "p-plus-l" }, 2);
    await work(here, "fit");
    const run = teamRun(here, 80);
    const job = claimJob(db, "dies", "other", clock++); // and does nothing
    if (!job) throw new Error("no decision waits");
    giveUp(db, fenceOf(job), "retry", "killed", clock++);
    db.update(jobs).set({ delayMs: 0 }).where(eq(jobs.id, job.id)).run();
    await work(here, "decide");
    expect(here.project().activeRunId).toBe(first); // the fit comes first
    expect(db.select().from(jobs).where(eq(jobs.kind, "fit")).all().at(-1)?.payload).toEqual({
      ...{ projectId: here.project().id, runId: run.id, policy: "p-plus-l", by: null },
    });
    await work(here, "fit");
    expect(here.project()).toMatchObject({ activeRunId: run.id, policy: "p-plus-l" });
    expect(decisions(here)).toHaveLength(1);
    // taken up again after it was done: nothing is left to decide
    write(db, (tx) =>
      enqueue(tx, { kind: "decide", payload: { runId: run.id }, projectId: 1, createdBy: null }, 9),
    );
    expect((await work(here, "decide"))?.state).toBe("finished");
    expect(decisions(here)).toHaveLength(1);
  });

  test("gives way to a person's choice, and is by hand where the project has no margin", async () => {
    const here = world(90);
    const { db } = here.database;
    const first = here.project().activeRunId ?? -1;
    teamRun(here, 90);
    expect(db.select().from(jobs).all()).toEqual([]);
    setRenewal(db, here.project(), { ...rule, renewMargin: 0.5 }, 1);
    const second = teamRun(here, 89);
    const decision = claimJob(db, "worker", "other", clock++);
    await changeTeam(db, here.project(), { runId: first, policy: "p-plus-l" }, 3); // its fit waits
    const context = { db, dir: dataDir(here.database.folder), fence: fenceOf(decision!), now: () => 9 };
    const rest = { log: pino({ level: "silent" }), report: () => undefined, cancelled: () => false };
    await decideJob.run({ ...context, ...rest }, decision!.payload);
    expect(findRun(db, second.id)?.decision).toBeNull();
    await work(here, "fit");
    expect(here.project()).toMatchObject({ activeRunId: first, policy: "p-plus-l" });
  });
});

describe("without gold, people's answers tell", () => {
  /** Somebody who knows answers so many questions, each place's class being its number modulo 3. */
  function ask(here: World, questions: number, seed: number): void {
    const random = randomSource(seed, 71).unit;
    for (let i = 0; i < questions; i++) {
      const [task] = take(here, 0, { now: clock++, random });
      if (!task) return;
      const [place = -1] = served(here, [task]);
      answerOf(here, 0, label(task.lease, place % 3), { now: clock++ });
    }
  }
  const drawsOf = (n: number, seed: number) => {
    const random = randomSource(seed, 70).unit;
    return Array.from({ length: n }, () => random());
  };

  test("who was asked for the audit stands for what was kept", () => {
    const n = 400;
    const draws = drawsOf(n, 1);
    // every other item is kept
    const here = newWorld(
      draws.map((_, i) => (i % 2 === 0 ? 0.5 : 0.9)),
      { overlap: 1, people: 1, classes, eta: 0.7, auditRate: 0.2, draws },
    );
    const { db } = here.database;
    const first = here.project().activeRunId ?? -1;
    const second = teamRun(here, 200);
    db.update(items).set({ gold: null }).run();
    ask(here, n, 1);
    const kept = draws.map((draw, i) => ({ draw, i })).filter(({ i }) => i % 2 === 1);
    const audited = kept.filter(({ draw }) => draw < 0.2);
    const found = compareMachines(db, here.project(), second.id, first);
    const wrong = (places: { i: number }[]) => places.filter(({ i }) => i >= 200).length;
    expect(found).toMatchObject({ items: n / 2 + audited.length, audited: audited.length, verdict: "worse" });
    // the deferred ones as they are, the kept ones as those audited
    expect(found.difference?.value).toBeCloseTo(-(100 + (200 * wrong(audited)) / audited.length) / n, 12);
    expect(found.accuracy?.second).toBeCloseTo(1, 12);

    // an answer taken back: up to its draw, the others still are a random part
    undo(here, 0, clock++);
    const taken = db.select().from(judgments).where(eq(judgments.outcome, "withdrawn")).get()?.itemId ?? -1;
    const left = compareMachines(db, here.project(), second.id, first).items;
    expect(left).toBeLessThan(found.items);
    expect(here.itemIds).toContain(taken);
  });

  test("asked at random, but nobody could tell: too few, however many", () => {
    const n = 400;
    const draws = drawsOf(n, 1);
    const here = newWorld(
      draws.map((_, i) => (i % 2 === 0 ? 0.5 : 0.9)),
      { overlap: 1, people: 1, classes, eta: 0.7, auditRate: 0.2, draws },
    );
    const { db } = here.database;
    const first = here.project().activeRunId ?? -1;
    const second = teamRun(here, 200);
    db.update(items).set({ gold: null }).run();
    const random = randomSource(1, 71).unit;
    for (let task = take(here, 0, { random })[0]; task; task = take(here, 0, { random })[0]) {
      const [place = -1] = served(here, [task]);
      const told = label(task.lease, place % 3);
      const unsure = { lease: task.lease, outcome: "unsure", label: null, time: told.time } as const;
      answerOf(here, 0, place % 2 === 0 ? told : unsure, { now: clock++ });
    }
    // all that wait are known; of the kept ones nobody knows anything
    const found = compareMachines(db, here.project(), second.id, first);
    expect(found).toMatchObject({ items: n / 2, audited: 0, verdict: "too few" });
  });

  test("long before everything deferred is asked, and not of the least sure items alone", () => {
    // the machine that routes is right where it is sure, the other one where it is not
    const n = 200;
    const worlds = Array.from({ length: 6 }, (_, seed) => {
      const draws = drawsOf(n, seed);
      const here = newWorld(
        draws.map((_, i) => 0.4 + (0.6 * i) / n),
        { overlap: 1, people: 1, classes, eta: 1, auditRate: 0.3, draws },
      );
      const { db } = here.database;
      const first = here.project().activeRunId ?? -1;
      const second = teamRun(here, 140);
      db.update(items).set({ gold: null }).run();
      ask(here, 80, seed);
      return compareMachines(db, here.project(), second.id, first);
    });
    const mean = worlds.reduce((sum, { difference }) => sum + (difference?.value ?? NaN), 0) / worlds.length;
    // of all items it is right on 70 %; of the 56 least sure ones that were asked on every one
    expect(mean).toBeGreaterThan(-0.4);
    expect(mean).toBeLessThan(-0.2);
    const covering = worlds.filter(
      ({ difference }) => (difference?.low ?? NaN) <= -0.3 && -0.3 <= (difference?.high ?? NaN),
    );
    expect(covering.length).toBeGreaterThan(4);
    for (const { audited, verdict } of worlds) {
      expect(audited).toBeGreaterThan(10);
      expect(verdict).toBe("worse");
    }
  });
});
