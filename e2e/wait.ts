import { setTimeout as sleep } from "node:timers/promises";
import { type OpenDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import type { Tandem } from "./tandem.ts";

/** Ask the database of a running Tandem. */
export function inDatabase<T>(tandem: Tandem, ask: (db: OpenDatabase["db"]) => T): T {
  const database = openDatabase(dataDir(tandem.data).database);
  try {
    return ask(database.db);
  } finally {
    database.close();
  }
}

/** Ask again and again until there is an answer. @throws Error when it is null for `limit` ms */
export async function eventually<T>(ask: () => T | null | Promise<T | null>, limit: number): Promise<T> {
  const until = Date.now() + limit;
  for (;;) {
    const found = await ask();
    if (found !== null) return found;
    if (Date.now() > until) throw new Error(`nothing came within ${limit / 1000} s`);
    await sleep(500);
  }
}
