import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { eq } from "drizzle-orm";
import type { DataDir } from "#db/data-dir.ts";
import { fenceOf, findJob } from "#db/job-queue.ts";
import { claimJob } from "#db/jobs/lifecycle.ts";
import { askForDueFits, changeTeam, refit, refitAfter } from "#db/machines/change-team.ts";
import { fits, jobs } from "#db/schema.ts";
import { dataDir } from "#db/data-dir.ts";
import { JobCancelled } from "#workers/job.ts";
import { fitJob } from "#workers/jobs/fit.ts";
import { answerOf, label, take } from "../db/hands.ts";
import { newWorld, type World } from "../db/world.ts";

const pPlusL = "p-plus-l";
const world = (items = 80) =>
  newWorld(
    Array.from({ length: items }, (_, i) => 0.4 + (0.55 * i) / items),
    { overlap: 3, people: 3, classes: ["red", "green", "blue"], eta: 1 },
  );
const runOf = ({ project }: World) => project().activeRunId ?? -1;

/** What the worker does when a job of its lane waits. @returns the job, if one waited */
async function work({ database: { db, folder } }: World) {
  const job = claimJob(db, "worker", "other", 10);
  if (!job) return null;
  const dir: DataDir = dataDir(folder);
  const context = { db, dir, fence: fenceOf(job), now: () => 11, log: pino({ level: "silent" }) };
  await fitJob.run({ ...context, report: () => undefined, cancelled: () => false }, job.payload);
  return findJob(db, job.id);
}

describe("a policy with parameters", () => {
  test("is fitted by a job, which puts it in force together with its run", async () => {
    const here = world();
    const { db } = here.database;
    expect(await changeTeam(db, here.project(), { runId: runOf(here), policy: pPlusL }, 5)).toMatchObject({
      value: { inForce: "later" },
    });
    expect(here.project()).toMatchObject({ policy: "threshold", activeFitId: null });
    expect((await work(here))?.state).toBe("finished");
    const fit = db.select().from(fits).get();
    expect(fit).toMatchObject({
      policy: pPlusL,
      runId: runOf(here),
      answers: 0,
      gold: 80,
      weak: ["few answers"],
    });
    expect(fit?.params).toHaveLength(5);
    expect(here.project()).toMatchObject({ policy: pPlusL, activeFitId: fit?.id });
  });

  test("of two wishes the later one holds, whichever job is done first", async () => {
    const here = world();
    const { db } = here.database;
    const choose = (policy: string) => changeTeam(db, here.project(), { runId: runOf(here), policy }, 5);
    await choose(pPlusL);
    await choose("crowdlab");
    expect(db.select().from(jobs).all()).toHaveLength(1);
    await work(here);
    expect(here.project().policy).toBe("crowdlab");
    // it learns from what people say of each other, and says so
    expect(db.select().from(fits).get()).toMatchObject({ policy: "crowdlab", gold: 0 });

    // a job that runs already when somebody wants the threshold back
    await choose(pPlusL);
    const job = claimJob(db, "worker", "other", 10);
    await choose("threshold");
    const context = { db, dir: dataDir(here.database.folder), fence: fenceOf(job!), now: () => 11 };
    await expect(
      fitJob.run(
        { ...context, log: pino({ level: "silent" }), report: () => undefined, cancelled: () => false },
        job!.payload,
      ),
    ).rejects.toBeInstanceOf(JobCancelled);
    expect(here.project()).toMatchObject({ policy: "threshold", activeFitId: null });
  });

  test("is fitted again by itself once answers have grown by half, and by fifty at least", async () => {
    const here = world();
    const { db } = here.database;
    await changeTeam(db, here.project(), { runId: runOf(here), policy: pPlusL }, 5);
    await work(here);
    const answer = (n: number) => {
      for (let i = 0; i < n; i++) {
        const [task] = take(here, i % 3, { now: 1000 + i });
        if (!task) throw new Error(`nothing to answer after ${i}`);
        answerOf(here, i % 3, label(task.lease, i % 3), { now: 1001 + i });
      }
    };
    answer(49);
    expect(askForDueFits(db, 20)).toEqual([]);
    answer(1);
    expect(askForDueFits(db, 20)).toEqual([here.project().id]);
    expect(askForDueFits(db, 20)).toEqual([]); // it waits already
    const before = here.project().activeFitId;
    await work(here);
    expect(here.project().activeFitId).not.toBe(before);
    expect(
      db
        .select()
        .from(fits)
        .where(eq(fits.id, here.project().activeFitId ?? -1))
        .get(),
    ).toMatchObject({
      answers: 50,
      weak: ["few answers"],
    });
    expect(askForDueFits(db, 30)).toEqual([]);
    expect([0, 50, 1000].map(refitAfter)).toEqual([50, 50, 500]);
  });

  test("after a failure it is not asked for again at once", async () => {
    const here = world();
    const { db } = here.database;
    await changeTeam(db, here.project(), { runId: runOf(here), policy: pPlusL }, 5);
    await work(here);
    for (let i = 0; i < 50; i++) {
      const [task] = take(here, i % 3, { now: 1000 + i });
      answerOf(here, i % 3, label(task?.lease ?? "", i % 3), { now: 1001 + i });
    }
    expect(askForDueFits(db, 2000)).toHaveLength(1);
    const job = claimJob(db, "worker", "other", 2000);
    db.update(jobs)
      .set({ state: "failed", finishedAt: 2000 })
      .where(eq(jobs.id, job?.id ?? -1))
      .run();
    expect(askForDueFits(db, 7000)).toEqual([]);
    expect(askForDueFits(db, 2000 + 61 * 60_000)).toHaveLength(1);
  });

  test("a run of another project, one that is not there and a policy without parameters are refused", async () => {
    const here = world(5);
    const { db } = here.database;
    expect(await changeTeam(db, here.project(), { runId: 99, policy: pPlusL }, 5)).toMatchObject({
      ok: false,
    });
    await expect(changeTeam(db, here.project(), { runId: runOf(here), policy: "oracle" }, 5)).rejects.toThrow(
      /oracle/,
    );
    expect(refit(db, here.project(), 5)).toMatchObject({ ok: false });
    expect(db.select().from(jobs).all()).toEqual([]);
  });
});
