import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { asOperator } from "#db/access.ts";
import { findProject } from "#db/dataset/projects.ts";
import { findJob } from "#db/job-queue.ts";
import { ensurePersonRater } from "#db/labelling/raters.ts";
import { labelSources } from "#db/machines/label-sources.ts";
import { setRenewal } from "#db/machines/renewal.ts";
import { startRun } from "#db/machines/start-run.ts";
import { auditLog, items, jobs, judgments, runs, users } from "#db/schema.ts";
import { newestJudgment } from "#db/teaming/answers.ts";
import type { Store } from "../db/datasets.ts";
import { killChildren, until } from "./processes.ts";
import {
  answers,
  ended,
  finishedRun,
  hasCheckpoint,
  newProject,
  narrow,
  queueRun,
  startWorker,
  trainingFolder,
} from "./training-project.ts";

const project = ({ db }: Store) => asOperator(findProject(db, "pets")!);

/** People answer the items from one place to another, each with a class of their own choice. */
function answer({ db }: Store, [from, to]: [number, number], says: (i: number) => number): void {
  const { id: projectId } = findProject(db, "pets")!;
  const name = "dora";
  const user =
    db.select().from(users).where(eq(users.name, name)).get() ??
    db
      .insert(users)
      .values({ name, displayName: name, role: "annotator", passwordHash: "-", createdAt: 1 })
      .returning()
      .get();
  const rater = ensurePersonRater(db, projectId, user.id);
  for (let ordinal = from; ordinal < to; ordinal++) {
    const item = db
      .select()
      .from(items)
      .where(and(eq(items.projectId, projectId), eq(items.ordinal, ordinal)))
      .get()!;
    db.insert(judgments)
      .values({
        ...{ projectId, itemId: item.id, raterId: rater.id, outcome: "label" },
        ...{ label: says(ordinal), receivedAt: 5, inclusion: 1 },
      } as const)
      .run();
  }
}

function queueTeam(store: Store, pool: "team" | "team-hard"): { runId: number; jobId: number } {
  const { db } = store;
  const source = labelSources(db, project(store).id).find(({ key }) => key === pool)!;
  const options = { epochs: 4, batch: 50, folds: 2, backboneOptions: narrow };
  const wanted = { method: "ce", backbone: "quick", labelRaterId: source.raterId, pool, seed: 1, options };
  const started = startRun(db, project(store), wanted, Date.now());
  if (!started.ok) throw new Error(started.message);
  return { runId: started.value.run.id, jobId: started.value.job.id };
}

const labelsIn = (folder: string | null) =>
  ["train-rows.i32", "train-labels.i32", "train-shares.f32"].map((name) => readFileSync(join(folder!, name)));

// With plain labels the same is killed in training.test.ts, in each run of the tests.
test.runIf(process.env.TANDEM_LONG === "1")(
  "kill -9 of a training on the team's belief while people answer on: it ends on the labels that it began with",
  async () => {
    const store = await newProject();
    const { db } = store;
    let worker = startWorker(store);
    const first = queueRun(store, { epochs: 1 });
    await ended(store, first.jobId);
    await until("a first team", () => project(store).activeRunId !== null);
    answer(store, [200, 230], (i) => i % 3);

    const undisturbed = queueTeam(store, "team");
    await until("its folder", () => hasCheckpoint(store, undisturbed.jobId));
    const before = labelsIn(trainingFolder(store, undisturbed.jobId));
    await ended(store, undisturbed.jobId);
    const known = finishedRun(store, undisturbed.runId);
    expect(known).toMatchObject({ predictedItems: 240, answers: 30, cursor: newestJudgment(db, 1) });
    expect(known.learntFrom).toMatchObject({ runId: first.runId, fitId: project(store).activeFitId });
    const expected = answers(store, undisturbed.runId);

    const shot = queueTeam(store, "team");
    await until("a checkpoint", () => hasCheckpoint(store, shot.jobId));
    killChildren(worker);
    worker.kill("SIGKILL");
    expect(labelsIn(trainingFolder(store, shot.jobId))).toEqual(before);
    answer(store, [200, 240], (i) => (i + 1) % 3); // the same person thinks better of all of it
    worker = startWorker(store);
    await ended(store, shot.jobId);
    expect(findJob(db, shot.jobId)?.attempt).toBe(2);
    const { learntFrom, answers: heard, cursor } = known;
    expect(finishedRun(store, shot.runId)).toMatchObject({ learntFrom, answers: heard, cursor });
    expect(answers(store, shot.runId)).toEqual(expected);

    // what begins now learns the new answers
    const later = queueTeam(store, "team-hard");
    await ended(store, later.jobId);
    expect(finishedRun(store, later.runId)).toMatchObject({ answers: 40, cursor: newestJudgment(db, 1) });
    expect(answers(store, later.runId)).not.toEqual(expected);
  },
  400_000,
);

test("the project's rule under kill -9: one crossing, one training, one decision", async () => {
  const store = await newProject(60);
  const { db } = store;
  let worker = startWorker(store);
  const first = queueRun(store, { epochs: 1 });
  await ended(store, first.jobId);
  setRenewal(db, project(store), { renewAfter: 25, renewShare: null, renewMargin: 1 }, 1);
  answer(store, [200, 230], (i) => i % 3);
  const renewals = () =>
    db
      .select()
      .from(runs)
      .all()
      .filter(({ renews }) => renews !== null);
  await until("the rule is noticed", () => renewals().length > 0);
  worker.kill("SIGKILL");
  worker = startWorker(store);
  await until("a training", () => hasCheckpoint(store, renewals()[0]?.jobId ?? -1));
  killChildren(worker);
  await until("its decision", () => renewals()[0]?.decision !== null);
  worker.kill("SIGKILL");
  worker = startWorker(store);
  const [run] = renewals();
  await until("it routes", () => project(store).activeRunId === run?.id);
  expect(renewals()).toHaveLength(1);
  expect(run).toMatchObject({ state: "finished", renews: first.runId, pool: "team", answers: 30 });
  // common to both are the items that the first one did not learn from
  expect(run?.decision).toMatchObject({ basis: "gold", items: 60, against: first.runId, activated: true });
  const kinds = db
    .select()
    .from(jobs)
    .all()
    .map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "decide")).toHaveLength(1);
  expect(db.select().from(auditLog).where(eq(auditLog.action, "run.decide")).all()).toHaveLength(1);
}, 400_000);

test("commands: the rule is shown and set, what contradicts itself is refused, and --labels team cross-fits", async () => {
  const store = await newProject();
  const command = (name: string, ...args: string[]) =>
    spawnSync(process.execPath, ["workers/tandem.js", name, "--project", "pets", ...args], {
      env: { ...process.env, TANDEM_DATA: store.dir.root },
      encoding: "utf8",
    });
  const rule = () => {
    const { renewAfter, renewShare, renewMargin } = project(store);
    return { renewAfter, renewShare, renewMargin };
  };
  expect(command("learning").status).toBe(0);
  expect(rule()).toEqual({ renewAfter: null, renewShare: null, renewMargin: null });
  command("learning", "--share", "20", "--margin", "0.5");
  expect(rule()).toEqual({ renewAfter: null, renewShare: 0.2, renewMargin: 0.005 });
  command("learning", "--after", "500");
  expect(rule()).toEqual({ renewAfter: 500, renewShare: null, renewMargin: 0.005 });
  for (const wrong of [
    ["--after", "0"],
    ["--share", "0.1"],
    ["--after", "5", "--off"],
    ["--margin", "101"],
    ["--margin", "1", "--by-hand"],
  ])
    expect([wrong, command("learning", ...wrong).status]).toEqual([wrong, 1]);
  command("learning", "--off", "--by-hand");
  expect(rule()).toEqual({ renewAfter: null, renewShare: null, renewMargin: null });

  const train = (...args: string[]) => command("train", "--detach", ...args).status;
  expect(train("--labels", "team")).toBe(1); // nobody has answered
  answer(store, [200, 210], (i) => i % 3);
  expect(train("--labels", "anna", "--hard")).toBe(1);
  expect(train("--labels", "team")).toBe(0);
  expect(train("--labels", "team", "--hard", "--folds", "2")).toBe(0);
  expect(train("--labels", "team-hard")).toBe(0);
  const queued = store.db.select().from(runs).all();
  expect(queued.map(({ pool, options }) => [pool, options.folds])).toEqual([
    ["team", 5],
    ["team-hard", 2],
    ["team-hard", 5],
  ]);
  expect(command("policy", "--preview").status).toBe(1);
}, 200_000);
