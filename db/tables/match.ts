import { setImmediate } from "node:timers/promises";
import { and, eq, inArray, max } from "drizzle-orm";
import { cleanPath } from "#lib/formats/image-finder.ts";
import type { BadRow, ItemKey } from "#lib/formats/item-tables/read-rows.ts";
import { counted } from "#lib/numbers.ts";
import { FormatError } from "#lib/formats/problem.ts";
import type { Db } from "#db/client.ts";
import { measuredGold } from "#db/measured-gold.ts";
import { items } from "#db/schema.ts";

/** Rows looked up at a time. */
const rowsAtOnce = 500;

export type Matched<Row> = Row & Place;
export type Batch<Row> = { good: Matched<Row>[]; bad: BadRow[] };
type Place = { itemId: number; ordinal: number; gold: number | null };

/**
 * Find the items that rows are about, some rows at a time: by file name, or by their place in the project where the
 * first rows hold nothing but whole numbers that name no item.
 * @param once whether an item may have one row only; a second one is a problem then
 * @throws FormatError at the end, where rows without names are fewer than the items: one that is missing in the middle
 *   would move all that follow
 */
export async function* matchRows<Row extends { row: number; item: ItemKey }>(
  db: Db,
  projectId: number,
  rows: AsyncIterable<Row | BadRow>,
  once: boolean,
): AsyncGenerator<Batch<Row>> {
  const seen = new Uint8Array(once ? countItems(db, projectId) : 0);
  let byPlace: boolean | null = null;
  const settle = (waiting: readonly (Row | BadRow)[]): Batch<Row> => {
    const keys = waiting.map(({ item }) => item);
    byPlace ??= namesNothing(db, projectId, keys);
    const places = byPlace ? atPlaces(db, projectId, keys) : called(db, projectId, keys);
    const batch: Batch<Row> = { good: [], bad: [] };
    for (const each of waiting) {
      const place = places.get(each.item);
      if ("problem" in each) batch.bad.push(each);
      else if (!place) batch.bad.push({ ...each, problem: missing(each.item, byPlace) });
      else if (once && seen[place.ordinal] === 1)
        batch.bad.push({ ...each, problem: "An earlier row is about the same item." });
      else {
        if (once) seen[place.ordinal] = 1;
        batch.good.push({ ...each, ...place });
      }
    }
    return batch;
  };
  let waiting: (Row | BadRow)[] = [];
  let unnamed = 0;
  for await (const row of rows) {
    waiting.push(row);
    if (typeof row.item === "number") unnamed++;
    if (waiting.length < rowsAtOnce) continue;
    yield settle(waiting);
    waiting = [];
    await setImmediate(); // a preview reads in the process that also serves annotators
  }
  if (waiting.length > 0) yield settle(waiting);
  if (once && unnamed > 0 && unnamed < seen.length)
    throw new FormatError(
      `The table has ${counted(unnamed)} rows without names, and the project ${counted(seen.length)} items: such rows go by their place, so there must be one for each item.`,
    );
}

/** Items of a project: their ordinals are 0 … n − 1, as none is ever deleted. */
export const countItems = (db: Db, projectId: number): number =>
  (db
    .select({ most: max(items.ordinal) })
    .from(items)
    .where(eq(items.projectId, projectId))
    .get()?.most ?? -1) + 1;

const missing = (item: ItemKey, byPlace: boolean): string =>
  byPlace
    ? `The project has no item at place ${typeof item === "number" ? counted(item) : item} (places begin at 0).`
    : "The project has no item of this name.";

const isPlace = (item: ItemKey) => typeof item === "number" || /^\d{1,9}$/.test(item);

const namesNothing = (db: Db, projectId: number, keys: readonly ItemKey[]): boolean =>
  keys.every(isPlace) && called(db, projectId, keys).size === 0;

function called(db: Db, projectId: number, keys: readonly ItemKey[]): Map<ItemKey, Place> {
  const names = keys.map((key) => cleanPath(String(key)).normalize("NFC"));
  // macOS writes letters with accents in two parts, and so may have named the pictures
  const inParts = names.map((name) => name.normalize("NFD")).filter((name, index) => name !== names[index]);
  const rows = db
    .select({ name: items.name, itemId: items.id, ordinal: items.ordinal, gold: measuredGold })
    .from(items)
    .where(and(eq(items.projectId, projectId), inArray(items.name, [...names, ...inParts])))
    .all();
  const found = new Map(rows.map(({ name, ...place }) => [name.normalize("NFC"), place]));
  return new Map(
    keys.flatMap((key, index) => {
      const place = found.get(names[index] ?? "");
      return place ? [[key, place] as const] : [];
    }),
  );
}

/** Those of some texts that name items of a project. */
export const namesItems = (db: Db, projectId: number, texts: readonly string[]): Set<string> =>
  new Set([...called(db, projectId, texts).keys()].map(String));

function atPlaces(db: Db, projectId: number, keys: readonly ItemKey[]): Map<ItemKey, Place> {
  const rows = db
    .select({ itemId: items.id, ordinal: items.ordinal, gold: measuredGold })
    .from(items)
    .where(and(eq(items.projectId, projectId), inArray(items.ordinal, keys.filter(isPlace).map(Number))))
    .all();
  const found = new Map(rows.map((place) => [place.ordinal, place]));
  return new Map(
    keys.flatMap((key) => {
      const place = isPlace(key) ? found.get(Number(key)) : undefined;
      return place ? [[key, place] as const] : [];
    }),
  );
}
