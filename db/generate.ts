/** `npm run db:generate`: a migration from the schema's changes, with STRICT, which drizzle-kit cannot write yet. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const migrations = `${import.meta.dirname}/migrations`;
/** Two-column keys that are the whole row's address: no hidden rowid beside them. */
const withoutRowid = new Set([
  "changed_items",
  "class_descriptions",
  "item_tags",
  "label_counts",
  "members",
  "paused_people",
  "practice_people",
  "predictions",
  "routes",
]);

execFileSync(
  "npx",
  ["drizzle-kit", "generate", "--config", "db/drizzle.config.ts", ...process.argv.slice(2)],
  {
    stdio: "inherit",
  },
);
for (const file of readdirSync(migrations).filter((name) => name.endsWith(".sql"))) {
  const path = `${migrations}/${file}`;
  const sql = readFileSync(path, "utf8");
  const strict = sql.replace(
    /(CREATE TABLE `(\w+)` \([\s\S]*?\n\));/g,
    (_, table: string, name: string) => `${table} STRICT${withoutRowid.has(name) ? ", WITHOUT ROWID" : ""};`,
  );
  if (strict !== sql) writeFileSync(path, strict);
}
