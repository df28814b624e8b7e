import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { findJob } from "#db/job-queue.ts";
import { foldersFolder, inputsFolder, removeFolder } from "#workers/job-folder/folder.ts";

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

/** Of a job that ended some time ago; what belongs to no job of this database is left alone. */
function isOver(db: Db, name: string, now: number): boolean {
  const [, id, createdAt] = /^(\d+)-([0-9a-z]+)-/.exec(name) ?? [];
  const job = id === undefined ? undefined : findJob(db, Number(id));
  if (!job || job.createdAt.toString(36) !== createdAt || job.finishedAt === null) return false;
  return job.finishedAt < now - (job.state === "failed" ? failedMs : 0);
}

const untouched = async (path: string, now: number): Promise<boolean> =>
  ((await stat(path).catch(() => null))?.mtimeMs ?? now) < now - strayMs;
