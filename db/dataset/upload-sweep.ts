import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { filesOfImports } from "#db/dataset/import-record.ts";
import { holdsFinished, recordFile } from "#db/dataset/uploads.ts";

const hourMs = 60 * 60_000;
/** How long an upload stays that nobody goes on with, and one that is whole and never imported, ms. */
export const uploadIdleMs = { partial: 24 * hourMs, finished: 7 * 24 * hourMs };

/**
 * Remove uploads that nobody came back for. Those of an import that waits or runs, or failed and may be tried
 * again, stay: they have a page of their own, where they can be deleted.
 * @returns how many were removed
 */
export function sweepUploads(db: Db, dir: DataDir, now: number): number {
  const { open, ended } = filesOfImports(db);
  const used = [...open, ...ended];
  let removed = 0;
  for (const entry of readdirSync(dir.uploads, { withFileTypes: true })) {
    const folder = join(dir.uploads, entry.name);
    if (!entry.isDirectory() || used.some((path) => path.startsWith(folder + sep))) continue;
    const names = readdirSync(folder);
    const limit = holdsFinished(names) ? uploadIdleMs.finished : uploadIdleMs.partial;
    const touched = [folder, ...names.map((name) => join(folder, name))].map(modified);
    if (now - Math.max(...touched) <= limit) continue;
    rmSync(folder, { recursive: true, force: true });
    removed++;
  }
  return removed;
}

/** Delete a file that was imported. Uploads are temporary; anything outside their folder belongs to somebody and stays. */
export function removeImported(dir: DataDir, path: string): void {
  const folder = dirname(resolve(path));
  if (dirname(folder) !== resolve(dir.uploads)) return;
  rmSync(resolve(path), { force: true });
  // The folder may hold another file that is to be imported yet.
  const rest = existsSync(folder) ? readdirSync(folder) : [];
  if (rest.every((name) => name === recordFile)) rmSync(folder, { recursive: true, force: true });
}

const modified = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
