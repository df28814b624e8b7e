import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { asOperator } from "#db/access.ts";
import { write } from "#db/client.ts";
import { findProject } from "#db/dataset/projects.ts";
import { startImport } from "#db/dataset/imports.ts";
import { enqueue, fenceOf, findJob, finishJob, JobLost, writeHeld } from "#db/job-queue.ts";
import { cancelImport, cancelPanel, cancelRun } from "#db/jobs/cancel.ts";
import { claimJob, giveUp, handBack, heartbeat, requestCancel } from "#db/jobs/lifecycle.ts";
import { jobLeaseMs, newJobWatch } from "#db/jobs/watch.ts";
import { labelColumns } from "#db/labelling/raters.ts";
import { startPanel } from "#db/machines/panels.ts";
import { jobsOfRuns } from "#db/machines/runs.ts";
import { startRun } from "#db/machines/start-run.ts";
import { listAuditEntries } from "#db/people/audit-log.ts";
import { imports, type Job, projects, runs, users } from "#db/schema.ts";
import { newDataset, newStore, runImport } from "./datasets.ts";
import { overdueAfter } from "./overdue.ts";
import { newDatabase } from "./world.ts";

const leaseMs = jobLeaseMs();

const queue = (kinds: string[] = ["train"]) => {
  const { db } = newDatabase();
  const ids = kinds.map(
    (kind) => write(db, (tx) => enqueue(tx, { kind, payload: {}, projectId: null, createdBy: null }, 0)).id,
  );
  return { db, ids, job: (i = 0) => findJob(db, ids[i] ?? -1) };
};

const claimed = (job: Job | null): Job => {
  if (!job) throw new Error("nothing was claimed");
  return job;
};

describe("a job", () => {
  test("is taken once, oldest first, each lane its own kind", () => {
    const { db, ids } = queue(["train", "import", "train"]);
    expect(claimJob(db, "a", "train", 1)?.id).toBe(ids[0]);
    expect(claimJob(db, "b", "train", 1)?.id).toBe(ids[2]);
    expect(claimJob(db, "c", "train", 1)).toBeNull();
    expect(claimJob(db, "c", "other", 1)?.id).toBe(ids[1]);
  });

  test("passes to another worker when its own falls silent, and the silent one can write nothing any more", () => {
    const { db, job } = queue();
    const first = fenceOf(claimed(claimJob(db, "a", "train", 0)));
    const watch = newJobWatch();
    const look = (from: number, to: number) => {
      for (let at = from; at < to; at += 1000) expect(watch(db, at)).toEqual([]);
      return watch(db, to);
    };
    expect(look(0, leaseMs)).toEqual([]);
    expect(heartbeat(db, first, { progress: 0.5, note: { epoch: 1 } }, 1)).toBe("go on");
    expect(look(leaseMs + 1000, 2 * leaseMs + 1000)).toEqual([]);
    const overdue = look(2 * leaseMs + 2000, 2 * leaseMs + 2000);
    expect(overdue).toHaveLength(1);
    const second = claimed(claimJob(db, "b", "train", 2 * leaseMs, overdue));
    expect(claimJob(db, "c", "train", 2 * leaseMs, overdue)).toBeNull(); // it is held anew
    expect(second.attempt).toBe(2);
    expect(heartbeat(db, first, null, 2 * leaseMs)).toBe("lost");
    expect(() => write(db, (tx) => finishJob(tx, first, 2 * leaseMs))).toThrow(JobLost);
    expect(() => writeHeld(db, first, () => expect.unreachable())).toThrow(JobLost);
    giveUp(db, first, "failed", "too late", 2 * leaseMs);
    expect(job()?.state).toBe("running");
    expect(writeHeld(db, fenceOf(second), () => "written")).toBe("written");
    write(db, (tx) => finishJob(tx, fenceOf(second), 2 * leaseMs));
    expect(job()).toMatchObject({ state: "finished", progress: 1 });
    // It may still be tidying up after its results; only somebody else's job is lost.
    expect(heartbeat(db, fenceOf(second), null, 2 * leaseMs)).toBe("go on");
    expect(heartbeat(db, first, null, 2 * leaseMs)).toBe("lost");
  });

  test("that lost its hold takes back what its last transaction had written", () => {
    const { db } = queue();
    const first = fenceOf(claimed(claimJob(db, "a", "train", 0)));
    claimJob(db, "b", "train", 2 * leaseMs, overdueAfter(db, 2 * leaseMs));
    const store = () =>
      write(db, (tx) => {
        tx.insert(projects)
          .values({ slug: "s", name: "s", classes: ["a", "b"], createdAt: 1 })
          .run();
        finishJob(tx, first, 2 * leaseMs);
      });
    expect(store).toThrow(JobLost);
    expect(findProject(db, "s")).toBeUndefined();
  });

  test("that keeps killing its worker fails after three attempts, with a sentence", () => {
    const { db, job } = queue();
    for (let attempt = 0; attempt < 3; attempt++)
      expect(claimJob(db, "a", "train", 1, overdueAfter(db, 2 * leaseMs))).not.toBeNull();
    expect(claimJob(db, "a", "train", 9 * leaseMs, overdueAfter(db, 2 * leaseMs))).toBeNull();
    expect(job()).toMatchObject({ state: "failed", finishedAt: 9 * leaseMs });
    expect(job()?.error).toContain("several times");
  });

  test("that fails is tried again after a pause, then no more", () => {
    const { db, job } = queue();
    for (let attempt = 1; attempt <= 3; attempt++) {
      const overdue = overdueAfter(db, 4 ** attempt * 1000);
      const fence = fenceOf(claimed(claimJob(db, "a", "train", 1, overdue)));
      giveUp(db, fence, "retry", "It broke.", 1);
      if (attempt < 3) expect(claimJob(db, "a", "train", 1, overdueAfter(db, 3000))).toBeNull();
    }
    expect(job()).toMatchObject({ state: "failed", error: "It broke.", attempt: 3 });
  });

  test("that was cancelled while waiting ends at once; while running, its worker hears of it", () => {
    const { db, ids, job } = queue(["train", "train"]);
    const cancel = (id = -1, now: number) => write(db, (tx) => requestCancel(tx, id, now));
    expect(cancel(ids[0], 1)).toBe(true);
    expect(job(0)?.state).toBe("cancelled");
    expect(cancel(ids[0], 1)).toBe(false);
    const fence = fenceOf(claimed(claimJob(db, "a", "train", 2)));
    cancel(ids[1], 3);
    expect(heartbeat(db, fence, null, 4)).toBe("cancel");
    giveUp(db, fence, "cancelled", null, 5);
    expect(job(1)?.state).toBe("cancelled");
  });

  test("handed back by a worker that stops in good order starts again at once and costs no attempt", () => {
    const { db } = queue();
    handBack(db, fenceOf(claimed(claimJob(db, "a", "train", 0))), 1);
    expect(claimed(claimJob(db, "b", "train", 1)).attempt).toBe(1);
  });
});

describe("the end of a job settles the rows that it worked for", () => {
  async function pets() {
    const store = newStore();
    const csv = "file,anna\na.png,cat\nb.png,dog\nc.png,cat\n";
    await runImport(store, {
      ...(await newDataset({ "a.png": 1, "b.png": 2, "c.png": 3 }, csv)),
      columns: { humans: ["anna"] },
      split: { kind: "first", train: 2 },
    });
    const project = asOperator(findProject(store.db, "pets") ?? expect.unreachable());
    const [anna] = labelColumns(store.db, project.id);
    const source = { raterId: anna?.id ?? -1, pool: null };
    const train = () => {
      const wanted = { method: "ce", backbone: "quick", labelRaterId: source.raterId, options: {}, seed: 1 };
      const started = startRun(store.db, project, wanted, 1);
      return started.ok ? started.value : expect.unreachable(started.message);
    };
    const run = (id: number) => store.db.select().from(runs).where(eq(runs.id, id)).get();
    const activity = () =>
      listAuditEntries(store.db, project.id, {}, undefined, 10).map(({ action, detail }) => ({
        action,
        detail,
      }));
    return { ...store, project, source, train, run, activity };
  }

  test("a training: given up, silent too often, cancelled while it waits", async () => {
    const { db, train, run } = await pets();
    const [given, silent, unwanted] = [train(), train(), train()];
    expect(jobsOfRuns(db, given.run.projectId).get(given.run.id)?.id).toBe(given.job.id);
    giveUp(db, fenceOf(claimed(claimJob(db, "a", "train", 1))), "failed", "It diverged.", 5);
    expect(run(given.run.id)).toMatchObject({ state: "failed", error: "It diverged.", finishedAt: 5 });

    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(claimJob(db, "a", "train", 1, overdueAfter(db, 2 * leaseMs))?.id).toBe(silent.job.id);
      expect(run(silent.run.id)?.state).toBe("queued");
    }
    expect(claimJob(db, "a", "train", 9 * leaseMs, overdueAfter(db, 2 * leaseMs))?.id).toBe(unwanted.job.id);
    expect(run(silent.run.id)).toMatchObject({ state: "failed", finishedAt: 9 * leaseMs });

    const fence = fenceOf(claimed(findJob(db, unwanted.job.id) ?? null));
    giveUp(db, fence, "retry", "It broke.", 10 * leaseMs);
    expect(run(unwanted.run.id)?.state).toBe("queued");
  });

  test("cancelling a run is in the project's activity, once", async () => {
    const { db, project, train, run, activity } = await pets();
    const { run: unwanted } = train();
    expect(cancelRun(db, project, unwanted.id, 7)).toMatchObject({ ok: true });
    expect(run(unwanted.id)).toMatchObject({ state: "cancelled", finishedAt: 7 });
    expect(cancelRun(db, project, unwanted.id, 8)).toMatchObject({ ok: false });
    expect(cancelRun(db, project, 999, 8)).toMatchObject({ ok: false });
    const cancels = activity().filter(({ action }) => action === "run.cancel");
    expect(cancels).toEqual([{ action: "run.cancel", detail: { run: unwanted.name, runId: unwanted.id } }]);
  });

  test("cancelling a panel ends what waits, asks what runs, and is one entry", async () => {
    const { db, project, source, activity } = await pets();
    const wanted = { methods: ["ce", "gce", "nls"], sources: [source], backbones: ["quick"], options: {} };
    const started = startPanel(db, project, { ...wanted, seed: 1 }, 1);
    const { panel, runs: members } = started.ok ? started.value : expect.unreachable(started.message);
    const fence = fenceOf(claimed(claimJob(db, "a", "train", 1)));
    expect(cancelPanel(db, project, panel.id, 7)).toBe(3);
    expect(heartbeat(db, fence, null, 8)).toBe("cancel");
    giveUp(db, fence, "cancelled", null, 9);
    expect(members.map(({ id }) => db.select().from(runs).where(eq(runs.id, id)).get()?.state)).toEqual(
      Array(3).fill("cancelled"),
    );
    expect(cancelPanel(db, project, panel.id, 10)).toBe(0);
    expect(activity().filter(({ action }) => action === "panel.cancel")).toEqual([
      { action: "panel.cancel", detail: { panel: panel.id, runs: 3 } },
    ]);
  });

  test("an import: given up it says so; cancelled while it waits it ends at once", async () => {
    const { db } = newDatabase();
    const request = await newDataset({ "a.png": 1 }, null);
    const admin = db
      .insert(users)
      .values({ name: "ada", displayName: "Ada", role: "admin", passwordHash: "-", createdAt: 1 })
      .returning()
      .get();
    const [given, unwanted] = [startImport(db, request, admin.id, 1), startImport(db, request, admin.id, 1)];
    const find = (id: number) => db.select().from(imports).where(eq(imports.id, id)).get();
    giveUp(db, fenceOf(claimed(claimJob(db, "a", "other", 1))), "failed", "The disk is full.", 5);
    expect(find(given.import.id)).toMatchObject({
      state: "failed",
      error: "The disk is full.",
      finishedAt: 5,
    });
    expect(cancelImport(db, unwanted.import.id, admin.id, 6)).toMatchObject({ ok: true });
    expect(find(unwanted.import.id)).toMatchObject({ state: "cancelled", finishedAt: 6 });
    expect(cancelImport(db, unwanted.import.id, admin.id, 7)).toMatchObject({ ok: false });
  });
});
