import type Database from "better-sqlite3";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { DataDir } from "#db/data-dir.ts";
import { hashOf, needRoom, ownFolder } from "./files.ts";
import { makeBackup } from "./make.ts";
import { databaseBytes, snapshot } from "./snapshot.ts";

/** How many are kept. */
const kept = 3;

/**
 * Copy the database before its schema changes; packs are only ever added to and need no copy.
 * @param migration name of the first one that is to be done
 * @returns a line for the person
 * @throws Expected when there is too little room: nothing is migrated without a way back
 */
export async function backupBeforeMigration(
  dir: DataDir,
  sqlite: Database.Database,
  migration: string,
): Promise<string> {
  const folder = join(dir.root, "backups");
  mkdirSync(folder, ownFolder);
  await needRoom(folder, databaseBytes(dir.database), "the backup that precedes an upgrade");
  const place = join(folder, `before-${migration}`);
  rmSync(place, { recursive: true, force: true }); // of the same upgrade, which did not come to its end
  const fill = async (target: string) => {
    const path = "tandem.db";
    const copy = join(target, path);
    snapshot(sqlite, copy);
    return [{ path, bytes: statSync(copy).size, sha256: await hashOf(copy) }];
  };
  await makeBackup(place, "database", fill, { quick: true, packs: dir.packs });
  forgetOld(folder);
  return `  The database is brought up to date; a copy of it as it was is ${place}.`;
}

function forgetOld(folder: string): void {
  const names = readdirSync(folder).filter((name) => name.startsWith("before-"));
  const age = (name: string) => statSync(join(folder, name)).mtimeMs;
  for (const name of names.sort((a, b) => age(b) - age(a)).slice(kept))
    rmSync(join(folder, name), { recursive: true, force: true });
}
