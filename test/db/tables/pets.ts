import { asc, eq, isNotNull } from "drizzle-orm";
import type { TableRequest } from "#lib/formats/item-tables/options.ts";
import type { ImportHooks } from "#db/dataset/import-rows.ts";
import { findProject } from "#db/dataset/projects.ts";
import { currentJudgments, items, judgments, raters } from "#db/schema.ts";
import { lookAt } from "#db/tables/guess.ts";
import { importTable } from "#db/tables/table-imports.ts";
import { newDataset, newStore, problemsOf, runImport, type Store } from "../datasets.ts";
import { fileWith } from "../../lib/formats/tables/files.ts";

/** Six pictures 0.png … 5.png of cats, dogs and owls, two each; the first two train. */
export async function pets(): Promise<Store> {
  const store = newStore();
  const names = ["cat", "dog", "owl"];
  const files = Object.fromEntries(Array.from({ length: 6 }, (_, n) => [`${n}.png`, n + 1]));
  const rows = Object.keys(files).map((file, n) => `${file},${names[n % 3] ?? ""}`);
  const request = await newDataset(files, ["file,gold", ...rows].join("\n"));
  const columns = { file: "file", gold: "gold" };
  const imported = await runImport(store, { ...request, columns, split: { kind: "first", train: 2 } });
  if (imported.state !== "finished") throw new Error(imported.error ?? "no pets");
  return store;
}

export function project({ db }: Store) {
  const found = findProject(db, "pets");
  if (!found) throw new Error("there are no pets");
  return found;
}

/** Import a table as it looks, with what is said otherwise. */
export async function takeTable(
  store: Store,
  bytes: string | Uint8Array,
  change: Partial<TableRequest> = {},
  hooks: Partial<ImportHooks> = {},
) {
  const table = fileWith(bytes);
  const { kind, columns } = await lookAt(store.db, project(store), table);
  const request = { kind, columns, project: "pets", table, name: "crowd", ...change };
  const row = await importTable(store.db, request, { now: () => 2000, ...hooks });
  return { row, problems: problemsOf(store, row.id) };
}

/** Current labels by rater's name, in the items' order; "·" without one. */
export function labelsBy({ db }: Store): Record<string, string> {
  const names = db.select({ id: items.id }).from(items).orderBy(asc(items.ordinal)).all();
  const rows = db
    .select({ rater: raters.name, itemId: currentJudgments.itemId, label: currentJudgments.label })
    .from(currentJudgments)
    .innerJoin(raters, eq(raters.id, currentJudgments.raterId))
    .where(isNotNull(currentJudgments.label))
    .all();
  const by: Record<string, string> = {};
  for (const { rater } of rows)
    by[rater] ??= names
      .map(({ id }) => rows.find((row) => row.rater === rater && row.itemId === id)?.label ?? "·")
      .join("");
  return by;
}

export const judgmentCount = ({ db }: Store): number => db.select().from(judgments).all().length;
