import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import { z } from "zod";
import { authorize } from "#db/access.ts";
import { write } from "#db/client.ts";
import { listProjects } from "#db/dataset/projects.ts";
import {
  askForExport,
  endExport,
  exportFolder,
  findExport,
  newestExports,
  sweepExports,
} from "#db/exports/export.ts";
import { fenceOf, findJob } from "#db/job-queue.ts";
import { claimJob, giveUp } from "#db/jobs/lifecycle.ts";
import { auditLog, users } from "#db/schema.ts";
import { exportJob } from "#workers/jobs/export.ts";
import { JobCancelled } from "#workers/job.ts";
import { newDataset, newStore, runImport } from "../db/datasets.ts";
import { png } from "../lib/formats/files.ts";

/** Six pictures with gold, two of them the same in two folders, and whatever a worker does with its jobs. */
async function pets() {
  const store = newStore();
  const { db, dir } = store;
  const names = ["cat/0.png", "cat/1.png", "cat/2.png", "dog/0.png", "dog/1.png", "dog/2.png"];
  const files = Object.fromEntries(
    await Promise.all(names.map(async (name, i) => [name, await png(i)] as const)),
  );
  await runImport(store, await newDataset(files, null));
  const [row] = listProjects(db);
  if (!row) throw new Error("nothing was imported");
  const made = {
    name: "rita",
    displayName: "Rita",
    role: "researcher",
    passwordHash: "-",
    createdAt: 1,
  } as const;
  const rita = write(db, (tx) => tx.insert(users).values(made).returning().get());
  const project = authorize(rita, row, "researcher", null);
  if (!project) throw new Error("a researcher may not look");
  const ask = (format: string) =>
    askForExport(db, project, { format, licence: "CC0-1.0", selection: null }, 10);
  const work = (cancelled: () => boolean = () => false, now = 20) => {
    const job = claimJob(db, "worker", "export", now);
    if (!job) throw new Error("no job waits");
    const context = { db, dir, fence: fenceOf(job), now: () => now, log: pino({ level: "silent" }) };
    return { job, done: exportJob.run({ ...context, report: () => undefined, cancelled }, job.payload) };
  };
  const rowOf = (id: number) => {
    const found = findExport(db, id);
    if (!found) throw new Error("no export");
    return found;
  };
  return { db, dir, files, ask, work, rowOf, project: row };
}

const written = z.object({
  version: z.string(),
  counts: z.object({ items: z.number(), withGold: z.number() }),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
});

test("an export is on disk, whole and hashed, with card, metadata and manifest, before anybody sees it; and goes when it expires", async () => {
  const { db, dir, ask, work, rowOf, project } = await pets();
  const id = ask("imagefolder");
  const folder = exportFolder(dir, rowOf(id));
  // what an attempt that was killed has left
  mkdirSync(folder);
  writeFileSync(join(folder, "pets.zip"), "half");
  const { job, done } = work();
  expect(rowOf(id).files).toBeNull();
  await done;
  const row = rowOf(id);
  expect(findJob(db, job.id)?.state).toBe("finished");
  expect(row).toMatchObject({ items: 6, readyAt: 20 });
  expect(readdirSync(folder).sort()).toEqual(row.files?.map(({ name }) => name).sort());
  for (const { name, bytes, sha256 } of row.files ?? []) {
    const content = readFileSync(join(folder, name));
    expect([name, content.length, createHash("sha256").update(content).digest("hex")]).toEqual([
      name,
      bytes,
      sha256,
    ]);
  }
  const manifest = written.parse(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")));
  expect(manifest.counts).toEqual({ items: 6, withGold: 6 });
  expect(manifest.files).toEqual(
    row.files
      ?.slice(0, 1)
      .map(({ name, bytes, sha256 }) => expect.objectContaining({ name, bytes, sha256 }) as unknown),
  );
  const card = readFileSync(join(folder, "README.md"), "utf8");
  for (const said of ["license: cc0-1.0", "No machine takes part", manifest.files[0]?.sha256 ?? "-"])
    expect(card).toContain(said);

  expect(sweepExports(db, dir, (row.expiresAt ?? 0) - 1)).toBe(0);
  expect(sweepExports(db, dir, row.expiresAt ?? 0)).toBe(1);
  expect(existsSync(folder)).toBe(false);
  expect(newestExports(db, project.id, false, 5)).toMatchObject([
    { id, goneAt: row.expiresAt, state: "finished" },
  ]);
});

test("cancelled, failed or lost, an export leaves nothing; one that was cut off begins anew", async () => {
  const { db, dir, ask, work, rowOf } = await pets();
  const cancelled = ask("parquet");
  const running = work(() => true);
  await expect(running.done).rejects.toBeInstanceOf(JobCancelled);
  expect(existsSync(exportFolder(dir, rowOf(cancelled)))).toBe(false);
  giveUp(db, fenceOf(running.job), "cancelled", null, 21);
  expect(rowOf(cancelled).files).toBeNull();
  expect(endExport(db, dir, rowOf(cancelled), null, 22).ok).toBe(false);

  const cut = ask("csv");
  const first = work();
  giveUp(db, fenceOf(first.job), "retry", "killed", 30); // another worker has it from now on
  await expect(first.done).rejects.toThrow();
  expect(rowOf(cut).readyAt).toBeNull();
  expect(findJob(db, first.job.id)?.state).toBe("queued");

  const removed = ask("jsonl");
  expect(endExport(db, dir, rowOf(removed), null, 40).ok).toBe(true);
  expect(newestExports(db, rowOf(removed).projectId, false, 1)).toMatchObject([{ state: "cancelled" }]);
  mkdirSync(join(dir.exports, "999"));
  expect(sweepExports(db, dir, 50)).toBe(1); // what belongs to nothing
  expect(
    db
      .select()
      .from(auditLog)
      .all()
      .map(({ action }) => action),
  ).toEqual(expect.arrayContaining(["project.export", "export.remove"]));
});
