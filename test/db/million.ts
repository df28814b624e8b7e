import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { migrateDatabase, openDatabase, openReader, type OpenDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { onDisk } from "../quick-disk.ts";
import { makeLargeProject } from "../bench/large-dataset.ts";

const root = join(import.meta.dirname, "..", "..");

/** What the file is made by: another maker or another schema makes another file. */
function makers(): string {
  const migrations = join(root, "db", "migrations");
  const files = [
    join(root, "test", "bench", "large-dataset.ts"),
    join(root, "test", "bench", "large-pictures.ts"),
    ...readdirSync(migrations)
      .filter((name) => name.endsWith(".sql"))
      .sort()
      .map((name) => join(migrations, name)),
  ];
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}

/**
 * Path of a database of a million items, 50,000 of them answered. It takes half a minute to make, so it is
 * kept among the temporary files for the next time; tests only read it.
 */
export async function millionItems(): Promise<string> {
  const kept = join(onDisk(), `tandem-million-${makers()}.db`);
  if (existsSync(kept)) return kept;
  const folder = mkdtempSync(join(onDisk(), "tandem-million-"));
  const dir = dataDir(folder);
  const database = openDatabase(dir.database);
  migrateDatabase(database);
  await makeLargeProject(database, dir, { items: 1_000_000, answered: 50_000, trainShare: 0.1, people: 20 });
  database.close();
  renameSync(dir.database, kept);
  rmSync(folder, { recursive: true, force: true });
  return kept;
}

/** Bytes that this thread has read, from files or their cache (Linux). */
const bytesRead = (): number =>
  Number(/rchar: (\d+)/.exec(readFileSync("/proc/thread-self/io", "utf8"))?.[1] ?? 0);

const pageBytes = 4096;

/**
 * How many pages of the database file a question visits that has none of them in memory.
 * @param prepare done before the counting, on the same connection
 */
export function pagesVisited<T>(
  path: string,
  ask: (database: OpenDatabase, prepared: T) => void,
  prepare: (database: OpenDatabase) => T,
): number {
  const database = openReader(path);
  try {
    const prepared = prepare(database);
    database.sqlite.prepare("select 1 from sqlite_schema limit 1").get(); // schema and statistics are read once
    const before = bytesRead();
    ask(database, prepared);
    return Math.ceil((bytesRead() - before) / pageBytes);
  } finally {
    database.close();
  }
}
