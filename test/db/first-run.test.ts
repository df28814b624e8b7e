import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { asOperator } from "#db/access.ts";
import { openDatabase } from "#db/client.ts";
import { findProject } from "#db/dataset/projects.ts";
import { findJob } from "#db/job-queue.ts";
import { stopAfterAside } from "#db/jobs/stop-after-aside.ts";
import { openNeverRouted } from "#db/labelling/never-routed.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { queueState } from "#db/labelling/routes.ts";
import { beginAside, beginReturn, carryAside } from "#db/labelling/set-aside.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { coldStart, firstRunOf, startDueFirstRuns, startFirstRun } from "#db/machines/first-run.ts";
import { findRun } from "#db/machines/runs.ts";
import { answersGone } from "#db/machines/set-aside-labels.ts";
import { newestJudgment } from "#db/teaming/answers.ts";
import { items, jobs, judgments, projects, raters, routes, runs, users } from "#db/schema.ts";
import { makeDemo } from "#workers/commands/make-demo.ts";
import { addFeatures } from "./encoded.ts";
import { newDataset, newStore, runImport, type Store } from "./datasets.ts";

/** Pictures alone, imported, with classes that somebody typed. */
async function pictures(count = 24): Promise<Store> {
  const store = newStore();
  const files = Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.png`, i + 1]));
  await runImport(store, { ...(await newDataset(files, null)), classes: ["cat", "dog"] });
  store.db.update(projects).set({ firstRunLabels: 6 }).run();
  return store;
}

const projectOf = ({ db }: Store) => {
  const project = findProject(db, "pets");
  if (!project) throw new Error("no project");
  return project;
};

/** A person's labels for items by ordinal. */
function say({ db }: Store, labels: readonly (number | null)[], person = "ada"): void {
  const projectId = findProject(db, "pets")?.id ?? -1;
  const known = db.select().from(users).where(eq(users.name, person)).get();
  const user =
    known ??
    db
      .insert(users)
      .values({ name: person, displayName: person, role: "annotator", passwordHash: "-", createdAt: 1 })
      .returning()
      .get();
  const rater =
    db.select().from(raters).where(eq(raters.userId, user.id)).get() ??
    db
      .insert(raters)
      .values({ projectId, kind: "human", source: "person", name: person, userId: user.id })
      .returning()
      .get();
  const all = db.select().from(items).orderBy(items.ordinal).all();
  labels.forEach((label, i) => {
    const itemId = all[i]?.id ?? -1;
    const row = { projectId, itemId, raterId: rater.id, receivedAt: 1 };
    db.insert(judgments)
      .values({ ...row, outcome: label === null ? "unsure" : "label", label })
      .run();
  });
}

const alternating = (n: number) => Array.from({ length: n }, (_, i) => i % 2);

test("pictures alone are open to people when their import ends, those of the training split too", async () => {
  const store = await pictures();
  expect(queueState(store.db, projectOf(store))).toMatchObject({ routed: 24, deferred: 24, deferredDone: 0 });
  const split = newStore();
  const files = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`${i}.png`, i + 1]));
  const csv = ["file,anna", ...Object.keys(files).map((file, i) => `${file},${i % 2 ? "cat" : "dog"}`)];
  await runImport(split, {
    ...(await newDataset(files, csv.join("\n"))),
    columns: { humans: ["anna"] },
    split: { kind: "first", train: 7 },
  });
  expect(queueState(split.db, projectOf(split))).toMatchObject({ routed: 10, deferred: 10 });
});

test("the demo project can be labelled before its first model is trained", async () => {
  const { db, dir } = newStore();
  const demo = await makeDemo(db, dir, () => 1, { train: 20, test: 10 });
  expect(demo.activeRunId).toBeNull();
  expect(queueState(db, demo)).toMatchObject({ routed: 30, deferred: 30 });
});

test("what an older version imported is opened by the worker, once", async () => {
  const { db } = await pictures();
  db.delete(routes).run();
  db.update(projects).set({ routesGeneration: 0, routesBuilt: 0 }).run();
  expect(await openNeverRouted(db, () => 1)).toHaveLength(1);
  expect(db.select().from(routes).all()).toHaveLength(24);
  expect(await openNeverRouted(db, () => 1)).toEqual([]);
});

describe("the first training", () => {
  test("starts by itself with the last label that was missing, not with one before", async () => {
    const store = await pictures();
    const { db } = store;
    const seen = new Map<number, string>();
    say(store, [...alternating(11), null]);
    expect(startDueFirstRuns(db, seen, 5)).toEqual([]);
    expect(coldStart(db, projectOf(store))).toMatchObject({ labels: 11, goal: 12, run: null });
    say(store, alternating(11), "ben"); // the same items again
    expect(startDueFirstRuns(db, seen, 5)).toEqual([]);
    say(store, alternating(12), "cleo");
    const [run, ...more] = startDueFirstRuns(db, seen, 5);
    expect(more).toEqual([]);
    expect(run).toMatchObject({ pool: "people", first: true, state: "queued", trainItems: 12 });
    expect(run?.predictedItems).toBe(24);
    expect(Number(run?.options.folds)).toBeGreaterThan(1);
    expect(coldStart(db, projectOf(store))).toMatchObject({
      labels: 12,
      run: { state: "queued", progress: 0 },
    });
    expect(startDueFirstRuns(db, new Map(), 6)).toEqual([]);
  });

  test("of fewer pictures than it would wait for starts once all are labelled; more pictures raise the number", async () => {
    const store = await pictures(14);
    store.db.update(projects).set({ firstRunLabels: 20 }).run();
    const seen = new Map<number, string>();
    say(store, alternating(13));
    expect(coldStart(store.db, projectOf(store))).toMatchObject({ labels: 13, goal: 14 });
    expect(startDueFirstRuns(store.db, seen, 1)).toEqual([]);
    say(store, alternating(14), "ben");
    expect(startDueFirstRuns(store.db, seen, 2)).toHaveLength(1);
    const larger = await pictures(50);
    larger.db.update(projects).set({ firstRunLabels: 20 }).run();
    expect(coldStart(larger.db, projectOf(larger))?.goal).toBe(40);
  });

  test("is started once by two workers, and by a person at the same time", async () => {
    const store = await pictures();
    say(store, alternating(12));
    const other = openDatabase(store.path);
    const [a, b] = [new Map<number, string>(), new Map<number, string>()];
    const project = projectOf(store);
    const wanted = firstRunOf(store.db, project);
    if (!wanted.ok) throw new Error(wanted.message);
    const first = startDueFirstRuns(store.db, a, 5);
    const second = startDueFirstRuns(other.db, b, 5);
    // both had looked before either began
    const byHand = startFirstRun(other.db, asOperator(project), wanted.value, 5, "person");
    const again = startFirstRun(other.db, asOperator(project), wanted.value, 5, "itself");
    other.close();
    expect([first.length, second.length, byHand.ok, again.ok]).toEqual([1, 0, false, false]);
    expect(store.db.select().from(runs).all()).toHaveLength(1);
    expect(store.db.select().from(jobs).where(eq(jobs.kind, "train")).all()).toHaveLength(1);
    const [run] = first;
    expect(() =>
      store.db
        .insert(runs)
        .values({ ...run!, id: undefined, jobId: null })
        .run(),
    ).toThrow(/UNIQUE/);
  });

  test("is stopped when much of what it learns from is set aside, and starts again when enough stands", async () => {
    const store = await pictures();
    const { db } = store;
    say(store, alternating(12));
    const [run] = startDueFirstRuns(db, new Map(), 5);
    if (!run) throw new Error("no run");
    const project = asOperator(projectOf(store));
    const going = () => {
      const now = findRun(db, run.id);
      return (
        now && { first: now.first, gone: answersGone(db, now), wanted: findJob(db, run.jobId ?? 0)?.state }
      );
    };
    // its labels are not read yet: it will read those that stand
    stopAfterAside(db, project, 6);
    expect(going()).toMatchObject({ first: true, gone: 0, wanted: "queued" });
    db.update(runs)
      .set({ cursor: newestJudgment(db, project.id), state: "running" })
      .run();
    const rater = db.select().from(raters).where(eq(raters.name, "ada")).get()?.id ?? 0;
    const begun = beginAside(db, project, { raterId: rater, since: null, why: "one key" }, 7);
    if (!begun.ok) throw new Error(begun.message);
    await reroute(
      db,
      project.id,
      7,
      () => ({}),
      () => null,
    ); // the labels came without the queue's knowledge
    const carried = () => inTurn(db, (desk) => carryAside(desk, begun.value.id, 7));
    expect(carried()).not.toBeNull();
    stopAfterAside(db, project, 8);
    expect(going()).toMatchObject({ first: false, gone: 12, wanted: "cancelled" });
    expect(startDueFirstRuns(db, new Map(), 9)).toEqual([]);
    say(store, alternating(12), "ben");
    expect(startDueFirstRuns(db, new Map(), 10)).toMatchObject([{ first: true }]);
    expect(beginReturn(db, project, begun.value.id, 11).ok).toBe(true);
    carried();
    expect(going()?.gone).toBe(0);
  });

  test("that failed is not tried again by itself, but by a person", async () => {
    const store = await pictures();
    say(store, alternating(12));
    startDueFirstRuns(store.db, new Map(), 5);
    store.db.update(runs).set({ state: "failed", error: "no." }).run();
    say(store, alternating(14), "ben");
    expect(startDueFirstRuns(store.db, new Map(), 6)).toEqual([]);
    const project = projectOf(store);
    expect(coldStart(store.db, project)?.run).toMatchObject({ state: "failed", error: "no." });
    const wanted = firstRunOf(store.db, project);
    if (!wanted.ok) throw new Error(wanted.message);
    expect(startFirstRun(store.db, asOperator(project), wanted.value, 7, "person").ok).toBe(true);
    expect(
      store.db
        .select()
        .from(runs)
        .all()
        .map(({ first, state }) => [first, state]),
    ).toEqual([
      [true, "failed"],
      [false, "queued"],
    ]);
  });

  test("is a head where an encoder has seen pictures of the project, and not where it has been removed", async () => {
    const store = await pictures();
    const { db } = store;
    say(store, alternating(12));
    const eyes = (name: string, removedAt: number | null) =>
      addFeatures(db, projectOf(store).id, { name, removedAt });
    expect(firstRunOf(db, projectOf(store))).toMatchObject({ value: { encoder: null, backbone: "quick" } });
    const kept = eyes("Eyes", null);
    eyes("Others", 3);
    expect(coldStart(db, projectOf(store))?.encoder).toBe("Eyes");
    const [run] = startDueFirstRuns(db, new Map(), 5);
    expect(run).toMatchObject({ encoderId: kept, backbone: "linear", first: true });
    expect(run?.name).toContain("pre-trained: Eyes");
  });

  test("waits where it is switched off, where one class was named only, and where a machine is at work", async () => {
    const off = await pictures();
    off.db.update(projects).set({ firstRunLabels: 0 }).run();
    say(off, alternating(20));
    expect(startDueFirstRuns(off.db, new Map(), 5)).toEqual([]);
    expect(coldStart(off.db, projectOf(off))).toMatchObject({ labels: 20, goal: null });
    expect(firstRunOf(off.db, projectOf(off)).ok).toBe(true);

    const alike = await pictures();
    say(
      alike,
      alternating(20).map(() => 1),
    );
    const seen = new Map<number, string>();
    expect(startDueFirstRuns(alike.db, seen, 5)).toEqual([]);
    expect(firstRunOf(alike.db, projectOf(alike)).ok).toBe(false);
    say(alike, [0], "ben");
    expect(startDueFirstRuns(alike.db, seen, 5)).toHaveLength(1);

    const few = await pictures();
    say(few, alternating(9));
    expect(firstRunOf(few.db, projectOf(few)).ok).toBe(false);
  });
});
