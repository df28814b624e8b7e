import { join } from "node:path";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";

/** What a process that imports mutated files prints at its end, a line of JSON. */
export type Tally = {
  /** files that came in, whole or in part */
  imported: number;
  /** files, or pictures in a folder, that were refused with a sentence */
  refused: number;
  /** largest resident size, MB */
  memory: number;
};

/** What it was started with (format, how many, a folder for its data), and a store of its own. */
export function newMutationStore() {
  const [format = "", many = "", root = ""] = process.argv.slice(2);
  const dir = dataDir(join(root, "data"));
  const database = openDatabase(dir.database);
  migrateDatabase(database);
  return { format, n: Number(many), root, dir, database, db: database.db };
}
