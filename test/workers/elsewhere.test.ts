import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { enqueue, fenceOf, findJob } from "#db/job-queue.ts";
import { claimJob } from "#db/jobs/lifecycle.ts";
import type { Job } from "#db/schema.ts";
import { elsewhereNote, type LaunchSettings, usualLaunch } from "#lib/launching.ts";
import { newElsewhere } from "#workers/elsewhere/elsewhere.ts";
import { makeFolder } from "#workers/job-folder/folder.ts";
import { findFailure, findGiven, saveAttempt, saveResult } from "#workers/job-folder/part.ts";
import { newDatabase } from "../db/world.ts";
import { type ApiServer, startApiServer } from "./launchers/api-server.ts";

beforeAll(() => import("@kubernetes/client-node"), 300_000); // large: no test waits for it

/** The worker's side of a cluster, with folders, a database and a stand-in for Kubernetes' API; only time is made up. */

const settings: LaunchSettings = {
  ...usualLaunch,
  ...{
    launcher: "kubernetes",
    namespace: "ml",
    image: "registry.lab/tandem:1",
    claim: "c",
    mount: "/shared",
  },
};

function newWorker(server: ApiServer, own: Partial<LaunchSettings> = {}) {
  const { db, folder } = newDatabase();
  const shared = join(folder, "shared");
  const back: number[] = [];
  const elsewhere = newElsewhere(
    ...[db, shared],
    (job) => void back.push(job.id),
    () => false,
    { silent: 180_000, gone: 10_000 },
  );
  let at = 0;
  const pathOf = (job: Job) => join(shared, "jobs", `${job.id}-x-predict`);
  return {
    back,
    /** A job whose folder is to be done there. */
    async add(parts: number): Promise<Job> {
      enqueue(db, { kind: "train", payload: {}, projectId: null, createdBy: null }, 0);
      const job = claimJob(db, "worker", "train", 0) ?? expect.unreachable("no job");
      const draft = { kind: "predict", codeVersion: "test", parts, config: {}, origin: {}, files: {} };
      await makeFolder(shared, pathOf(job), draft);
      await elsewhere.add(job, fenceOf(job), pathOf(job), { ...settings, ...own });
      return job;
    },
    /** Look, every five seconds for so long. */
    async pass(seconds: number) {
      for (const until = at + seconds * 1000; at < until; at += 5000) await elsewhere.look(at);
    },
    given: (job: Job, part = 0) => findGiven(pathOf(job), part),
    failure: (job: Job, part = 0) => findFailure(pathOf(job), part),
    /** A pod does its part and ends. */
    async finish(job: Job, part = 0) {
      const given = (await findGiven(pathOf(job), part)) ?? expect.unreachable("not given");
      await saveResult(pathOf(job), part, { facts: {}, files: {} }, "pod");
      server.end(`tandem-${given.token}-${given.index}`, "Complete");
    },
    /** A pod begins, and dies. */
    async die(job: Job, part = 0) {
      const given = (await findGiven(pathOf(job), part)) ?? expect.unreachable("not given");
      const sign = { host: "n1", startedAt: at, worked: 1, cards: 0, progress: 0, note: {} };
      await saveAttempt(pathOf(job), part, `${given.token}.1`, sign);
      server.end(`tandem-${given.token}-${given.index}`, "Failed");
    },
    /** What the pages tell of a job. */
    note(job: Job) {
      elsewhere.beat(0);
      return elsewhereNote.safeParse(findJob(db, job.id)?.note).data?.elsewhere;
    },
  };
}

/** Jobs of Kubernetes, by part, of which the folders know: nobody else's work is there. */
async function known(worker: ReturnType<typeof newWorker>, parts: readonly (readonly [Job, number])[]) {
  const passes = await Promise.all(parts.map(([job, part]) => worker.given(job, part)));
  return passes.flatMap((pass) => (pass ? [`${pass.token}/${pass.index}`] : [])).sort();
}

test("under a quota of three, five trainings go three at a time, and nothing is there that nobody waits for", async () => {
  const server = await startApiServer();
  server.rules.quota = 3;
  const worker = newWorker(server);
  const jobs: Job[] = [];
  for (let n = 0; n < 5; n++) jobs.push(await worker.add(1));
  const [first, second, third, fourth, fifth] = jobs;
  if (!first || !second || !third || !fourth || !fifth) return expect.unreachable("no jobs");
  const parts = jobs.map((job) => [job, 0] as const);

  await worker.pass(5);
  expect(server.tasks().sort()).toEqual(await known(worker, parts));
  expect(server.count("POST")).toBe(4);
  await worker.pass(120);
  expect(server.tasks().sort()).toEqual(await known(worker, parts));
  expect([server.jobs.size, server.count("POST")]).toEqual([3, 4 + 8]); // one question every 15 seconds
  expect(worker.note(first)).toMatchObject({ running: 1, refused: "" });
  expect(worker.note(fifth)).toMatchObject({ running: 0, waiting: 0 });
  expect(worker.note(fifth)?.refused).toMatch(/^exceeded quota: tandem/);

  // what has ended takes its place until it is deleted: that is not left to its time to live
  await worker.finish(first);
  await worker.pass(60);
  expect(worker.back).toEqual([first.id]);
  expect(await worker.given(fourth)).not.toBeNull();
  for (const job of [second, third]) await worker.finish(job);
  await worker.pass(60);
  for (const job of [fourth, fifth]) await worker.finish(job);
  await worker.pass(60);
  expect(worker.back.toSorted()).toEqual(jobs.map(({ id }) => id));
  expect(server.jobs.size).toBe(0);
}, 300_000);

test("parts of one training go so, too", async () => {
  const server = await startApiServer();
  server.rules.quota = 2;
  const worker = newWorker(server);
  const job = await worker.add(3);
  await worker.pass(10);
  expect(worker.note(job)).toMatchObject({ running: 2, done: 0 });
  expect(worker.note(job)?.refused).toMatch(/^exceeded quota/);
  await worker.finish(job, 0);
  await worker.pass(60);
  expect(worker.note(job)).toMatchObject({ running: 2, done: 1, refused: "" });
  for (const part of [1, 2]) await worker.finish(job, part);
  await worker.pass(60);
  expect([worker.back, server.jobs.size]).toEqual([[job.id], 0]);
}, 300_000);

test("what the cluster will never take fails with its sentence, and what it took of that is deleted", async () => {
  const server = await startApiServer();
  server.rules.quota = 1;
  const worker = newWorker(server);
  const job = await worker.add(2);
  await worker.pass(5);
  expect(server.jobs.size).toBe(1);
  const message = 'jobs.batch is forbidden: User "worker" cannot create resource "jobs"';
  server.rules.refuse = { code: 403, reason: "Forbidden", message: () => message };
  await worker.pass(30);
  expect(await worker.failure(job, 1)).toEqual({
    outcome: "failed",
    message: `Kubernetes does not take it: ${message}.`,
  });
  expect([worker.back, server.jobs.size, server.count("POST")]).toEqual([[job.id], 0, 3]);
}, 300_000);

test("a Job whose making nobody confirmed is deleted before the part is given anew; no try is counted", async () => {
  const server = await startApiServer();
  server.rules.lost = 1;
  const worker = newWorker(server);
  const job = await worker.add(1);
  await worker.pass(5);
  expect([server.jobs.size, await worker.given(job)]).toEqual([1, null]);
  const [lost] = server.tasks();
  await worker.pass(5);
  expect(server.jobs.size).toBe(0);
  await worker.pass(20);
  expect(server.tasks()).toEqual(await known(worker, [[job, 0]]));
  expect(server.tasks()).not.toContain(lost);
  expect(await worker.given(job)).toMatchObject({ tries: 1 });
}, 300_000);

test("a pod that dies leaves no Job behind when its part is begun again", async () => {
  const server = await startApiServer();
  server.rules.quota = 1;
  const worker = newWorker(server);
  const job = await worker.add(1);
  await worker.pass(5);
  await worker.die(job);
  await worker.pass(30);
  expect(server.tasks()).toEqual(await known(worker, [[job, 0]]));
  expect(await worker.given(job)).toMatchObject({ tries: 2 });
  expect(worker.note(job)).toMatchObject({ running: 1, refused: "" });
}, 300_000);

test("settings that were stored before their rules are refused before the cluster is asked", async () => {
  const server = await startApiServer();
  const worker = newWorker(server, { image: "" });
  const job = await worker.add(1);
  await worker.pass(10);
  expect(await worker.failure(job)).toMatchObject({ outcome: "failed" });
  expect([worker.back, server.count("POST")]).toEqual([[job.id], 0]);
}, 300_000);
