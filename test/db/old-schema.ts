import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { z } from "zod";
import type { OpenDatabase } from "#db/client.ts";

const journal = z.looseObject({ entries: z.array(z.looseObject({ tag: z.string(), when: z.number() })) });
const readJournal = (folder: string) =>
  journal.parse(JSON.parse(readFileSync(join(folder, "meta", "_journal.json"), "utf8")));

/** Names of all migrations, in their order. */
export const migrationTags = readJournal("db/migrations").entries.map(({ tag }) => tag);

/** Migrate a database as an earlier version would have: up to this migration. */
export function migrateUpTo({ db }: Pick<OpenDatabase, "db">, lastTag: string): void {
  const folder = mkdtempSync(join(tmpdir(), "tandem-migrations-"));
  try {
    cpSync("db/migrations", folder, { recursive: true });
    const { entries, ...rest } = readJournal(folder);
    const last = entries.findIndex(({ tag }) => tag === lastTag);
    const kept = JSON.stringify({ ...rest, entries: entries.slice(0, last + 1) });
    writeFileSync(join(folder, "meta", "_journal.json"), kept);
    migrate(db, { migrationsFolder: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
