import type { RootDb } from "#db/client.ts";

/**
 * Which rows of the database belong to a project, read from the database itself: a table that is added later is
 * found without a line here. A row belongs to a project when it says so in a column `projectId`, or when it refers to
 * a row that does.
 */

type ForeignKey = { table: string; from: string; to: string | null };

/** Rows of `table` that belong to project ?; `key` are the columns that tell its rows apart. */
export type ProjectRows = { table: string; where: string; key: string };

/** What outlives every project: who did what, and the shared store of pictures. */
const kept = ["audit_log", "images", "users", "sessions", "encoders", "workers"];

/** Where there are several ways to a project, the one through fewer rows. */
const preferred = ["projects", "runs", "raters", "imports", "panels", "fits", "jobs", "items", "judgments"];
const rank = (table: string): number => {
  const found = preferred.indexOf(table);
  return found < 0 ? preferred.length : found;
};

/** The row's own number, or the primary key of a table that is kept without one. */
function keyOf(sqlite: RootDb["$client"], table: string): string {
  const bare = sqlite.prepare("select wr from pragma_table_list(?)").pluck().get(table) === 1;
  if (!bare) return "rowid";
  return sqlite
    .prepare("select name from pragma_table_info(?) where pk > 0 order by pk")
    .pluck()
    .all(table)
    .map((name) => `"${String(name)}"`)
    .join(", ");
}

/** @returns tables with rows of projects, so that what refers to a row comes before it; the projects last */
export function projectTables({ $client: sqlite }: RootDb): ProjectRows[] {
  const names = sqlite
    .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
    .pluck()
    .all()
    .map(String)
    .filter((name) => !kept.includes(name));
  const keysOf = new Map(
    names.map((name) => [
      name,
      sqlite
        .prepare<[string], ForeignKey>('select "table", "from", "to" from pragma_foreign_key_list(?)')
        .all(name),
    ]),
  );
  const hasProject = (name: string): boolean =>
    sqlite.prepare("select 1 from pragma_table_info(?) where name = 'projectId'").get(name) !== undefined;
  const where = new Map<string, string>([["projects", "id = ?"]]);
  for (const name of names) if (name !== "projects" && hasProject(name)) where.set(name, "projectId = ?");
  for (let before = -1; before !== where.size;) {
    before = where.size;
    for (const name of names) {
      if (where.has(name)) continue;
      const [key] = (keysOf.get(name) ?? [])
        .filter(({ table }) => where.has(table))
        .sort((a, b) => rank(a.table) - rank(b.table));
      if (key)
        where.set(
          name,
          `"${key.from}" in (select "${key.to ?? "id"}" from "${key.table}" where ${where.get(key.table) ?? ""})`,
        );
    }
  }
  // children first: a table waits until nobody who refers to it is left; circles are broken at the largest rank
  const left = new Set(where.keys());
  const ordered: ProjectRows[] = [];
  const isFree = (name: string): boolean =>
    [...left].every(
      (other) => other === name || !(keysOf.get(other) ?? []).some(({ table }) => table === name),
    );
  while (left.size > 0) {
    const next =
      [...left].find(isFree) ?? [...left].sort((a, b) => rank(b) - rank(a) || a.localeCompare(b))[0];
    if (next === undefined) break;
    left.delete(next);
    ordered.push({ table: next, where: where.get(next) ?? "", key: keyOf(sqlite, next) });
  }
  return ordered;
}
