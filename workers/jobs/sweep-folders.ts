import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { findJob } from "#db/job-queue.ts";
import { trainingName } from "#db/machines/job-folders.ts";
import { saveCost } from "#db/machines/runs.ts";
import type { Job } from "#db/schema.ts";
import { findFolder, foldersFolder, inputsFolder, removeFolder } from "#workers/job-folder/folder.ts";
import { placeOf } from "./in-folder.ts";

/** For so long what a training that failed had reached is kept, and the reason can be looked for; ms. */
const failedMs = 7 * 24 * 3_600_000;
/** Nobody makes a folder or a copy for so long, ms. */
const strayMs = 24 * 3_600_000;

/** Remove folders that no job needs any more, and copies that no folder has. @returns how many folders went */
export async function sweepFolders(
  db: Db,
  { shared }: Pick<DataDir, "shared">,
  now: number,
): Promise<number> {
  let removed = 0;
  for (const name of await readdir(foldersFolder(shared)).catch(() => [])) {
    const path = join(foldersFolder(shared), name);
    await keepCost(db, name, path, now);
    if (!isOver(db, name, now) && !(name.endsWith(".new") && (await untouched(path, now)))) continue;
    await removeFolder(path);
    removed++;
  }
  for (const name of await readdir(inputsFolder(shared)).catch(() => [])) {
    const path = join(inputsFolder(shared), name);
    const alone = (await stat(path).catch(() => null))?.nlink === 1;
    if (alone && (await untouched(path, now))) await rm(path, { force: true });
  }
  return removed;
}

/** The job of this database that a folder belongs to, once it has ended; null for all others. */
function endedJob(db: Db, name: string): (Job & { finishedAt: number }) | null {
  const [, id, createdAt] = /^(\d+)-([0-9a-z]+)-/.exec(name) ?? [];
  const job = id === undefined ? undefined : findJob(db, Number(id));
  if (!job || job.createdAt.toString(36) !== createdAt || job.finishedAt === null) return null;
  return { ...job, finishedAt: job.finishedAt };
}

/** Of a job that ended some time ago; what belongs to no job of this database is left alone. */
function isOver(db: Db, name: string, now: number): boolean {
  const job = endedJob(db, name);
  return job !== null && job.finishedAt < now - (job.state === "failed" ? failedMs : 0);
}

/** Tasks work on for a moment after their training was given up, and a worker may die before it tells what it took. */
async function keepCost(db: Db, name: string, path: string, now: number): Promise<void> {
  const job = endedJob(db, name);
  if (!job || !name.endsWith(`-${trainingName}`)) return;
  const folder = await findFolder(path);
  if (folder) saveCost(db, job.id, await placeOf(folder), now);
}

const untouched = async (path: string, now: number): Promise<boolean> =>
  ((await stat(path).catch(() => null))?.mtimeMs ?? now) < now - strayMs;
