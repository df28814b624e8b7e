import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { asc, eq } from "drizzle-orm";
import type { ImportRequest } from "#lib/formats/import-options.ts";
import type { Db } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { listProblems } from "#db/dataset/import-record.ts";
import type { ImportHooks } from "#db/dataset/import-rows.ts";
import { importDataset } from "#db/dataset/imports.ts";
import { items, judgments, raters } from "#db/schema.ts";
import { newFolder, png } from "../lib/formats/files.ts";
import { newDatabase } from "./world.ts";

/** A database and a data folder for one test. */
export function newStore() {
  const database = newDatabase();
  return { ...database, dir: dataDir(database.folder) };
}
export type Store = ReturnType<typeof newStore>;

/** A folder with pictures and a label file. */
export async function newDataset(
  files: Record<string, Uint8Array | number>,
  csv: string | null,
): Promise<ImportRequest> {
  const images = newFolder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(images, name);
    if (!existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "number" ? await png(content) : content);
  }
  const labels = csv === null ? null : join(newFolder(), "labels.csv");
  if (labels !== null && csv !== null) writeFileSync(labels, csv);
  return { project: { slug: "pets" }, images, labels };
}

export const runImport = ({ db, dir }: Store, request: ImportRequest, hooks: Partial<ImportHooks> = {}) =>
  importDataset(db, dir, request, { now: () => 1000, ...hooks });

export const problemsOf = ({ db }: Store, importId: number) =>
  listProblems(db, importId).map(({ row, file, reason }) => ({ row, file, reason }));

/** What is stored of a project's items and labels, without ids. */
export function contents(db: Db) {
  const rows = db.select().from(items).orderBy(asc(items.ordinal)).all();
  return rows.map(({ id, name, ordinal, hash, split, gold, draw }) => ({
    ...{ name, ordinal, hash, split, gold, draw },
    labels: Object.fromEntries(
      db
        .select({ rater: raters.name, label: judgments.label })
        .from(judgments)
        .innerJoin(raters, eq(raters.id, judgments.raterId))
        .where(eq(judgments.itemId, id))
        .all()
        .map(({ rater, label }) => [rater, label]),
    ),
  }));
}
