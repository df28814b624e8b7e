import type Database from "better-sqlite3";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

export const migrationsFolder = () => join(process.cwd(), "db", "migrations");

const journals = z.object({ entries: z.array(z.object({ tag: z.string(), when: z.number() })) });

/** Where a database's schema stands, compared with this code's. */
export type SchemaState = {
  /** it was written before: it has a schema */
  written: boolean;
  /** names of the migrations that it lacks, in their order */
  pending: string[];
  /** it has migrations that this code does not know */
  newer: boolean;
};

export function schemaState(sqlite: Database.Database): SchemaState {
  const { entries } = journals.parse(
    JSON.parse(readFileSync(join(migrationsFolder(), "meta", "_journal.json"), "utf8")),
  );
  const table = sqlite.prepare("select 1 from sqlite_schema where name = '__drizzle_migrations'").get();
  const last = table
    ? sqlite.prepare("select max(created_at) from __drizzle_migrations").pluck().get()
    : null;
  const when = last === null || last === undefined ? -1 : Number(last);
  return {
    written: when >= 0,
    pending: entries.filter((entry) => entry.when > when).map(({ tag }) => tag),
    newer: when > Math.max(...entries.map((entry) => entry.when)),
  };
}
