import { existsSync } from "node:fs";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { dataDir } from "#db/data-dir.ts";
import { fenceOf } from "#db/job-queue.ts";
import { claimJob, giveUp } from "#db/jobs/lifecycle.ts";
import { jobFolder, trainingName } from "#db/machines/job-folders.ts";
import { labelSources } from "#db/machines/label-sources.ts";
import { findRun } from "#db/machines/runs.ts";
import { startRun } from "#db/machines/start-run.ts";
import { jobs } from "#db/schema.ts";
import { spent } from "#db/views/compute.ts";
import { ok } from "#lib/domain.ts";
import { usualLaunch } from "#lib/launching.ts";
import { makeFolder } from "#workers/job-folder/folder.ts";
import { saveAttempt } from "#workers/job-folder/part.ts";
import { sweepFolders } from "#workers/jobs/sweep-folders.ts";
import { newWorld } from "../../db/world.ts";

/** A world with trainings that were begun on Slurm with two cards, worked ten minutes, and ended so. */
async function ended(...ends: readonly ("failed" | "cancelled")[]) {
  const world = newWorld([0.2, 0.9]);
  const { db, folder } = world.database;
  const dir = dataDir(folder);
  const [source] = labelSources(db, world.project().id);
  if (!source) return expect.unreachable("no labels");
  const sizes = ok([{ trainItems: 9, predictedItems: 9 }]); // whatever there is to learn from
  const all = [];
  for (const end of ends) {
    const wanted = { method: "ce", backbone: "quick", labelRaterId: source.raterId, pool: source.pool };
    const started = startRun(db, world.project(), { ...wanted, options: {}, seed: 1 }, 1, sizes);
    if (!started.ok) return expect.unreachable(started.message);
    const job = claimJob(db, "worker", "train", 2) ?? expect.unreachable("no job");
    const path = jobFolder(dir, job, trainingName);
    const origin = { launch: { ...usualLaunch, launcher: "slurm" } };
    const draft = { kind: "train", codeVersion: "test", parts: 1, config: {}, files: {}, origin };
    await makeFolder(dir.shared, path, draft);
    const sign = { host: "n1", startedAt: 2, worked: 600_000, cards: 2, progress: 0.5, note: {} };
    await saveAttempt(path, 0, "first", sign);
    giveUp(db, fenceOf(job), end, end === "failed" ? "It failed." : null, 3);
    all.push({ path, run: started.value.run.id, job: job.id });
  }
  return { db, dir, all };
}

test("what failed and what was stopped has its cost on its page and in the sum, whoever told it or did not", async () => {
  const { db, dir, all } = await ended("failed", "cancelled");
  await sweepFolders(db, dir, 10);
  expect(all.map(({ run }) => findRun(db, run))).toMatchObject([
    { state: "failed", launcher: "slurm", hosts: ["n1"], workedSeconds: 600, cardSeconds: 1200 },
    { state: "cancelled", launcher: "slurm", hosts: ["n1"], workedSeconds: 600, cardSeconds: 1200 },
  ]);
  expect(spent(db)).toMatchObject([
    { launcher: "slurm", runs: 2, unfinished: 2, workedSeconds: 1200, cardSeconds: 2400 },
  ]);
  // a task that went on for a moment counts, too; the folder of what failed is still there
  expect(all.map(({ path }) => existsSync(path))).toEqual([true, false]);
  const sign = { host: "n2", startedAt: 3, worked: 60_000, cards: 0, progress: 0.6, note: {} };
  await saveAttempt(all[0]?.path ?? "", 0, "second", sign);
  await sweepFolders(db, dir, 20);
  expect(findRun(db, all[0]?.run ?? -1)).toMatchObject({ hosts: ["n1", "n2"], workedSeconds: 660 });
});

test("a folder of another job that had the number before costs this one nothing", async () => {
  const { db, dir, all } = await ended("failed");
  db.update(jobs)
    .set({ createdAt: 7 })
    .where(eq(jobs.id, all[0]?.job ?? -1))
    .run();
  await sweepFolders(db, dir, 10);
  expect([findRun(db, all[0]?.run ?? -1)?.launcher, spent(db)]).toEqual([null, []]);
});
