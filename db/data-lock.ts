import Database from "better-sqlite3";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isBusy } from "#lib/error-code.ts";
import { Expected } from "#lib/expected.ts";
import type { DataDir } from "#db/data-dir.ts";

/*
 * Who may use the data folder beside whom. The locks are those of an empty SQLite file, so they belong to
 * the process: the kernel lets go of them however it ends, and none is ever stale (docs/decisions/0043).
 */

/** use: beside others · serve: beside others, but only one · alone: nobody else at all (restore, migration) */
export type Hold = "use" | "serve" | "alone";

const statements: Record<Hold, string> = {
  use: "begin; select count(*) from sqlite_schema", // SQLite's SHARED lock
  serve: "begin immediate", // its RESERVED lock
  alone: "begin exclusive",
};

/** Nothing is ever written, so a full disk is no obstacle. */
const inMemory = "pragma journal_mode = memory; ";

/** Who holds the folder for serving or alone; written beside the lock, for the sentence only. */
const holders = z.object({ pid: z.int(), host: z.string(), version: z.string(), doing: z.string() });
export type Holder = z.output<typeof holders>;

/** A connection that nobody refers to is collected, and lets go. */
const held = new Set<Database.Database>();

export class FolderInUse extends Expected {}

/**
 * Take hold of the data folder until the returned function is called or the process ends.
 * @param hold see Hold
 * @param who what to tell somebody who comes later; null for a mere "use", of which there may be many
 * @param waitMs how long to wait for others to let go
 * @throws FolderInUse, with a sentence that says who has it
 */
export function holdDataDir(dir: DataDir, hold: Hold, who: Holder | null, waitMs = 0): () => void {
  const lock = openLock(dir, waitMs);
  try {
    lock.exec(inMemory + statements[hold]);
  } catch (error) {
    lock.close();
    if (isBusy(error)) throw new FolderInUse(sentence(dir));
    throw error;
  }
  if (who) tell(dir, who);
  held.add(lock);
  return () => {
    held.delete(lock);
    lock.close();
  };
}

/** Whoever serves the folder now, or has it alone; null when nobody does. */
export function holderOf(dir: DataDir): Holder | null {
  const lock = openLock(dir, 0);
  try {
    lock.exec(inMemory + statements.serve);
    return null;
  } catch (error) {
    if (!isBusy(error)) throw error;
    return read(dir);
  } finally {
    lock.close();
  }
}

const openLock = (dir: DataDir, waitMs: number): Database.Database =>
  new Database(join(dir.root, "lock.db"), { timeout: waitMs });

function sentence(dir: DataDir): string {
  const holder = holderOf(dir);
  return holder
    ? `The data folder ${dir.root} is in use: process ${holder.pid} on ${holder.host} (Tandem ${holder.version}) ${holder.doing}. Stop it first.`
    : `The data folder ${dir.root} is in use by another process, a worker or a command say. Stop it first.`;
}

const holderFile = (dir: DataDir) => join(dir.root, "lock.json");

function tell(dir: DataDir, who: Holder): void {
  try {
    writeFileSync(holderFile(dir), `${JSON.stringify(who)}\n`, { mode: 0o600 });
  } catch {
    // a full disk: the lock itself needs no room
  }
}

function read(dir: DataDir): Holder | null {
  try {
    return holders.parse(JSON.parse(readFileSync(holderFile(dir), "utf8")));
  } catch {
    return null;
  }
}
