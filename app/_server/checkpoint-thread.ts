/**
 * A thread beside the web process: it carries the write-ahead log over into the database, so that no
 * answer has to wait for that. Started with the path of the database.
 */
import { statSync } from "node:fs";
import { workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import { z } from "zod";

const everyMs = 250;
/** A log that is never at rest is not begun anew by itself; beyond this it is waited for, bytes. */
const longLog = 256 * 1024 ** 2;

const path = z.string().parse(workerData);
const sqlite = new Database(path, { timeout: 1000 });

setInterval(() => {
  const bytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes === 0) return;
  try {
    sqlite.pragma(`wal_checkpoint(${bytes > longLog ? "RESTART" : "PASSIVE"})`);
  } catch (error) {
    // Somebody has locked the database, or its disk is full: the log keeps everything until the next time.
    if (!(error instanceof Database.SqliteError)) throw error;
  }
}, everyMs);
