import { type Db, migrateDatabase, type OpenDatabase, openDatabase, type RootDb } from "#db/client.ts";
import { type DataDir, dataDir } from "#db/data-dir.ts";
import { holdDataDir } from "#db/data-lock.ts";
import { tryToWrite } from "#db/health-probe.ts";
import { schemaState } from "#db/schema-version.ts";
import { findProject, listProjects } from "#db/dataset/projects.ts";
import type { Project } from "#db/schema.ts";
import { backupBeforeMigration } from "../backup/before-migration.ts";
import { isHalfRestored } from "../backup/bring-back.ts";
import { holderNow, useDataDir } from "../data-folder.ts";
import { stop } from "./command.ts";

/** Those who are about to end, such as the processes of a server that was killed, get this long, ms. */
const waitMs = 10_000;

/**
 * Open the database of $TANDEM_DATA, up to date, for as long as `use` takes; beside others, a running
 * server too.
 */
export async function withDatabase<T>(use: (db: RootDb, dir: DataDir) => T | Promise<T>): Promise<T> {
  const dir = dataDir();
  await bringUpToDate(dir);
  const release = useDataDir(dir);
  const database = openDatabase(dir.database);
  try {
    return await use(database.db, dir);
  } finally {
    database.close();
    release();
  }
}

/** As withDatabase, but as the one server of the folder; it stays that until the process ends. */
export async function servingDatabase<T>(use: (db: RootDb, dir: DataDir) => T | Promise<T>): Promise<T> {
  const dir = dataDir();
  await bringUpToDate(dir);
  holdDataDir(dir, "serve", holderNow("serves it"), 1000);
  const database = openDatabase(dir.database);
  try {
    tryToWrite(database.db, Date.now()); // else pages would come up that can save nothing
    return await use(database.db, dir);
  } finally {
    database.close();
  }
}

/**
 * Migrates, with the folder to itself and a backup beforehand, when there is anything to migrate.
 * @throws Stop when a newer version has written the database
 */
async function bringUpToDate(dir: DataDir): Promise<void> {
  if (isHalfRestored(dir)) stop("A restore was interrupted; run it again with --replace.");
  if (isUpToDate(dir)) return;
  const release = holdDataDir(dir, "alone", holderNow("brings its database up to date"), waitMs);
  const database = openDatabase(dir.database);
  try {
    await migrate(dir, database);
  } finally {
    database.close();
    release();
  }
}

function isUpToDate(dir: DataDir): boolean {
  const release = useDataDir(dir);
  const { sqlite, close } = openDatabase(dir.database);
  try {
    const { pending, newer } = schemaState(sqlite);
    if (newer)
      stop(`The data folder ${dir.root} was used by a newer version of Tandem; run that one, or a later.`);
    return pending.length === 0;
  } finally {
    close();
    release();
  }
}

async function migrate(dir: DataDir, database: OpenDatabase): Promise<void> {
  const { written, pending } = schemaState(database.sqlite);
  const [first] = pending;
  if (first === undefined) return; // another command was faster
  if (written) console.error(await backupBeforeMigration(dir, database.sqlite, first));
  migrateDatabase(database);
}

/** The project with this short name; without one the command stops and names those there are. */
export function projectCalled(db: Db, slug: string): Project {
  const known = listProjects(db).map((project) => project.slug);
  const others = known.length > 0 ? `; there is ${known.join(", ")}` : "";
  return findProject(db, slug) ?? stop(`There is no project ${slug}${others}.`);
}
