import Database from "better-sqlite3";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import type { BaseSQLiteDatabase } from "drizzle-orm/sqlite-core";
import { errorCode } from "#lib/error-code.ts";
import { migrationsFolder } from "#db/schema-version.ts";
import * as schema from "#db/schema.ts";

/** A database or an open transaction: what every function of db/ takes first. */
export type Db = BaseSQLiteDatabase<"sync", Database.RunResult, typeof schema>;

/** The connection itself, outside of any transaction. */
export type RootDb = BetterSQLite3Database<typeof schema> & { readonly $client: Database.Database };

export type OpenDatabase = {
  db: RootDb;
  sqlite: Database.Database;
  close: () => void;
};

/** Another program, such as Litestream, carries the write-ahead log over into the database: $TANDEM_CHECKPOINTS=0. */
export const checkpointsElsewhere = (): boolean => process.env.TANDEM_CHECKPOINTS === "0";

/**
 * Open the database file.
 * WAL with synchronous=FULL: an acknowledged judgment survives kill -9 and power loss.
 * @param path file; made when missing
 * @param busyMs how long a write waits for another process's, ms. It stands still meanwhile, so the web
 *   process waits shortly and tries again (app/_server/retry-busy.ts)
 */
export function openDatabase(path: string, busyMs = 10_000): OpenDatabase {
  const sqlite = new Database(path, { timeout: busyMs });
  sqlite.pragma("journal_mode = WAL");
  sqlite.pragma("synchronous = FULL");
  sqlite.pragma("foreign_keys = ON");
  sqlite.pragma("cache_size = -65536"); // 64 MB: the routing indexes of a million items
  // 64 MB of log: a long write that moves it into the file every few transactions spends more on that than on rows
  sqlite.pragma(`wal_autocheckpoint = ${checkpointsElsewhere() ? 0 : 16_384}`);
  const db = drizzle(sqlite, { schema });
  return { db, sqlite, close: () => close(sqlite) };
}

/**
 * Open a database that is there, to read only: for threads beside the process that writes.
 * @param path file
 * @param cacheMb pages kept in memory; little for who reads everything once
 */
export function openReader(path: string, cacheMb = 64): OpenDatabase {
  const sqlite = new Database(path, { readonly: true, timeout: 10_000 });
  sqlite.pragma(`cache_size = -${cacheMb * 1024}`);
  return { db: drizzle(sqlite, { schema }), sqlite, close: () => sqlite.close() };
}

/** Renews the planner's statistics where they are out of date, unless somebody writes just now, and closes. */
function close(sqlite: Database.Database): void {
  if (!sqlite.open) return;
  sqlite.pragma("busy_timeout = 0");
  try {
    sqlite.pragma("optimize");
  } catch (error) {
    // Somebody writes, or the disk is full: statistics can wait.
    if (!errorCode(error)?.startsWith("SQLITE_")) throw error;
  } finally {
    sqlite.close();
  }
}

/** Bring the schema up to date. `npm start` does so once, before it starts the web and the worker process. */
export function migrateDatabase({ db, sqlite }: OpenDatabase): void {
  migrate(db, { migrationsFolder: migrationsFolder() });
  sqlite.pragma("optimize = 0x10002"); // all tables: statistics for the indexes that are new
}

/** Several reads that see the database as it stood at the first of them. Keep it to seconds: the log grows meanwhile. */
export function read<T>(db: Db, fn: (tx: Db) => T): T {
  return db.transaction((tx) => fn(tx), { behavior: "deferred" });
}

/**
 * Every write goes through here. The transaction takes the write lock at once: a deferred one that
 * read first would fail with SQLITE_BUSY_SNAPSHOT, which the busy timeout does not cover.
 * `fn` is synchronous; nothing may be awaited inside.
 */
export function write<T>(db: Db, fn: (tx: Db) => T): T {
  return db.transaction((tx) => fn(tx), { behavior: "immediate" });
}

/**
 * write() for a part of long work that nobody sees before its last transaction, and that is done again should it be
 * lost: it does not wait for the disk. That last one, a plain write(), does, for all that was written before it: the
 * log is one, and in order.
 */
export function writePart<T>(db: RootDb, fn: (tx: Db) => T): T {
  const { $client: sqlite } = db;
  sqlite.pragma("synchronous = NORMAL");
  try {
    return write(db, fn);
  } finally {
    sqlite.pragma("synchronous = FULL");
  }
}
