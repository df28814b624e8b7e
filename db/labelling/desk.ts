import type Database from "better-sqlite3";
import type { RootDb } from "#db/client.ts";
import type { KnownTeam } from "#db/labelling/score.ts";
import { prepareStatements, type Statements } from "#db/labelling/statements.ts";
import type { Own, Tally } from "#db/labelling/tally.ts";

/**
 * Where a process hands out tasks and takes answers: its prepared statements, and what it remembers so
 * that nothing is counted twice. All of it can be made anew from the database, and is when in doubt.
 */
export type Desk = {
  db: RootDb;
  sqlite: Database.Database;
  statements: Statements;
  /** by project */
  tallies: Map<number, Tally>;
  /** what beliefs are made with, by project; it only depends on rows that do not change while their routes are in force */
  teams: Map<number, KnownTeam>;
  /** answers of a person, by day, project and person (tally.ts) */
  own: Map<string, Own>;
  /** whether somebody has to practise before they are asked, by project and person (practice-due.ts) */
  practiceDue: Map<string, boolean>;
  /** by person: earliest moment at which they can have been done with their last answer, ms */
  freeAt: Map<number, number>;
  /** what the open transaction has announced */
  announced: Set<string>;
  /** value of `pragma data_version` to which the memory belongs; null: nobody else hands out tasks */
  version: number | null;
};

declare global {
  /** One desk a connection; global, since the pages' bundle and the server's own code are two programs in one process. */
  var tandemDesks: WeakMap<Database.Database, Desk> | undefined;
}

export function deskOf(db: RootDb): Desk {
  const desks = (globalThis.tandemDesks ??= new WeakMap());
  const sqlite = db.$client;
  const known = desks.get(sqlite);
  if (known) return known;
  const desk: Desk = {
    db,
    sqlite,
    statements: prepareStatements(sqlite),
    tallies: new Map(),
    teams: new Map(),
    own: new Map(),
    practiceDue: new Map(),
    freeAt: new Map(),
    announced: new Set(),
    version: -1,
  };
  desks.set(sqlite, desk);
  return desk;
}

/**
 * This process alone hands out tasks (it holds the lock of the data folder), so its memory need not be
 * checked against what other connections have written.
 */
export function serveAlone(db: RootDb): void {
  deskOf(db).version = null;
}

/** Forget everything: a transaction was rolled back, or somebody else has written. */
export function forgetAll(desk: Desk): void {
  desk.tallies.clear();
  desk.own.clear();
  desk.practiceDue.clear();
  desk.freeAt.clear();
}

/** Before memory is used: does it still belong to the database? */
export function checkMemory(desk: Desk): void {
  if (desk.version === null) return;
  const version = desk.statements.dataVersion.get()?.data_version ?? 0;
  if (version === desk.version) return;
  forgetAll(desk);
  desk.version = version;
}
