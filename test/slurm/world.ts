import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { and, asc, eq, like } from "drizzle-orm";
import { asOperator } from "#db/access.ts";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { importDataset } from "#db/dataset/imports.ts";
import { findProject } from "#db/dataset/projects.ts";
import { askToEmbed } from "#db/features/embedding.ts";
import { addEncoder } from "#db/features/encoders.ts";
import { embeddedTo, featurePath, readFeatures } from "#db/features/feature-files.ts";
import { findJob } from "#db/job-queue.ts";
import { labelColumns } from "#db/labelling/raters.ts";
import { setInstallationSettings } from "#db/machines/launching.ts";
import { startPanel } from "#db/machines/panels.ts";
import { readOutput } from "#db/machines/run-outputs.ts";
import { findRun } from "#db/machines/runs.ts";
import { type Encoder, items, predictions, raters } from "#db/schema.ts";
import { demoItems } from "#lib/demo/demo.ts";
import { side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";
import { usualLaunch } from "#lib/launching.ts";
import { makeDemo } from "#workers/commands/make-demo.ts";
import { plain } from "../lib/encoders/models.ts";
import type { Cluster } from "./cluster.ts";

/** A data folder with the demo's pictures, and real workers on it, with Slurm or without. */

export type Started = { runId: number; jobId: number; method: string };
export type World = Awaited<ReturnType<typeof newWorld>>;

const end = ["finished", "failed", "cancelled"];

export async function newWorld(folder: string, size: { train: number; test: number }) {
  mkdirSync(folder, { recursive: true });
  const dir = dataDir(join(folder, "data"));
  const database = openDatabase(dir.database);
  migrateDatabase(database);
  const { db } = database;
  await makeDemo(db, dir, Date.now, size);
  const project = () => {
    const found = findProject(db, "demo");
    if (!found) throw new Error("no demo");
    return asOperator(found);
  };
  let worker: ChildProcess | null = null;
  let encoder: Encoder | null = null;
  async function addFilters(bytes: Uint8Array): Promise<Encoder> {
    const added = await addEncoder(
      ...[db, dir],
      { name: "Filters", bytes, description: { ...plain, size: 16 }, width: 64, apart: null },
      ...[null, Date.now()],
    );
    if (!added.ok) throw new Error(added.message);
    return added.value;
  }

  return {
    db,
    dir,
    project,
    close: () => {
      worker?.kill("SIGKILL");
      database.close();
    },
    /** The worker as `npm run worker` starts it. */
    startWorker(cluster: Cluster | null): ChildProcess {
      const log = openSync(join(folder, "worker.log"), "a");
      const env = {
        ...(cluster?.env ?? process.env),
        TANDEM_DATA: dir.root,
        TANDEM_TASK_SILENCE_SECONDS: "60",
        TANDEM_JOB_LEASE_SECONDS: "8",
      };
      worker = spawn(process.execPath, ["workers/tandem.js", "worker"], { env, stdio: ["ignore", log, log] });
      return worker;
    },
    /** From now on trainings are done there. */
    launch: (launcher: "local" | "slurm", more: { minutes?: number; queue?: string } = {}) =>
      setInstallationSettings(db, { ...usualLaunch, launcher, ...more }, null, Date.now()),
    /** A panel of methods on the first annotator's labels. */
    panel(methods: string[], options: Record<string, unknown>): Started[] {
      const [column] = labelColumns(db, project().id);
      if (!column) throw new Error("no labels");
      const wanted = {
        methods,
        sources: [{ raterId: column.id, pool: null }],
        backbones: ["quick"],
        options,
        seed: 1,
      };
      const started = startPanel(db, project(), wanted, Date.now());
      if (!started.ok) throw new Error(started.message);
      return started.value.runs.map((run) => ({ runId: run.id, jobId: run.jobId ?? 0, method: run.method }));
    },
    /** What an encoder makes of all pictures, made from nothing. @returns digest of the features */
    async features(bytes: Uint8Array): Promise<string> {
      encoder ??= await addFilters(bytes);
      rmSync(featurePath(dir, { projectId: project().id, encoderId: encoder.id }), { force: true });
      const { id } = askToEmbed(db, project(), encoder, Date.now());
      await this.ended([{ runId: 0, jobId: id, method: "" }]);
      const job = findJob(db, id);
      if (job?.state !== "finished") return `${job?.state}: ${job?.error}`;
      const made = embeddedTo(db, dir, project().id, encoder);
      const values = readFeatures(dir, project().id, encoder, 0, made);
      return `${digest([values])} ${made} pictures`;
    },
    /** What the run in force says of pictures that come later. @param name begins theirs @returns its digest */
    async later(name: string, n: number): Promise<string> {
      const images = join(folder, `later-${name}`);
      mkdirSync(images);
      for (const item of demoItems({ train: n, test: 0 }, 77))
        writeFileSync(join(images, `${name}-${item.name}`), await encodePng(item.draw(), side));
      await importDataset(db, dir, { project: { slug: "demo" }, images }, { now: Date.now });
      const own = and(eq(predictions.runId, project().activeRunId ?? 0), like(items.name, `${name}-%`));
      const said = () =>
        db
          .select({ top: predictions.top, confidence: predictions.confidence })
          .from(predictions)
          .innerJoin(items, eq(items.id, predictions.itemId))
          .where(own)
          .orderBy(asc(items.name))
          .all();
      await this.until("predictions of new pictures", () => said().length === n);
      return `${digest([Float64Array.from(said().flatMap(({ top, confidence }) => [top ?? -1, confidence ?? -1]))])} ${n} pictures`;
    },
    stateOf: (jobId: number) => findJob(db, jobId)?.state ?? "gone",
    noteOf: (jobId: number) => findJob(db, jobId)?.note ?? null,
    /** All have ended. @returns seconds */
    async ended(started: readonly Started[]): Promise<number> {
      const begun = performance.now();
      while (!started.every(({ jobId }) => end.includes(findJob(db, jobId)?.state ?? ""))) await sleep(100);
      return (performance.now() - begun) / 1000;
    },
    async until(what: string, holds: () => boolean, seconds = 300): Promise<void> {
      for (let tries = 0; tries < seconds * 10; tries++) {
        if (holds()) return;
        await sleep(100);
      }
      throw new Error(`waited in vain: ${what}`);
    },
    /** Digest of all that a run says, to the bit, and how often it says something; why it failed. */
    said(runId: number): string {
      const run = findRun(db, runId);
      if (run?.state !== "finished") return `${run?.state}: ${run?.error}`;
      const parts = [...readOutput(db, runId)].flatMap(({ itemIds, probabilities }) => [
        itemIds,
        probabilities,
      ]);
      const rows = db.select().from(predictions).where(eq(predictions.runId, runId)).all().length;
      const names = db.select().from(raters).where(eq(raters.runId, runId)).all().length;
      return `${digest(parts)} ${rows} predictions, ${names} rater`;
    },
    /** Has a checkpoint been written for any of these? */
    anyCheckpoint: (started: readonly Started[]): boolean =>
      foldersOf(dir.shared, started).some((path) => existsSync(join(path, "parts", "0", "checkpoint.bin"))),
    folders: (started: readonly Started[]): string[] => foldersOf(dir.shared, started),
  };
}

function digest(parts: readonly ArrayBufferView[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return hash.digest("hex").slice(0, 16);
}

function foldersOf(shared: string, started: readonly Started[]): string[] {
  const jobs = join(shared, "jobs");
  const ids = new Set(started.map(({ jobId }) => jobId));
  const names = existsSync(jobs) ? readdirSync(jobs) : [];
  return names.filter((name) => ids.has(Number.parseInt(name))).map((name) => join(jobs, name));
}
