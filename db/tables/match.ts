import { setImmediate } from "node:timers/promises";
import { and, asc, eq, inArray, max, sql } from "drizzle-orm";
import { cleanPath } from "#lib/formats/image-finder.ts";
import type { BadRow, ItemKey } from "#lib/formats/item-tables/read-rows.ts";
import type { Table } from "#lib/formats/tables/table.ts";
import { splits } from "#lib/domain.ts";
import { counted } from "#lib/numbers.ts";
import { FormatError } from "#lib/formats/problem.ts";
import type { Db } from "#db/client.ts";
import { measuredGold } from "#db/measured-gold.ts";
import { items } from "#db/schema.ts";

/** Rows looked up at a time. */
const rowsAtOnce = 1000;

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
  table: Pick<Table, "places" | "part" | "addresses">,
  rows: AsyncIterable<Row | BadRow>,
  once: boolean,
): AsyncGenerator<Batch<Row>> {
  const seen = new Uint8Array(once ? countItems(db, projectId) : 0);
  const part = partOf(db, projectId, table);
  let byPlace: boolean | null = null;
  const settle = (waiting: readonly (Row | BadRow)[]): Batch<Row> => {
    const keys = waiting.map(({ item }) => item);
    byPlace ??= namesNothing(db, projectId, keys);
    const places = byPlace
      ? atPlaces(db, projectId, keys, part)
      : addressed(db, projectId, keys, table.addresses === true);
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
  const all = part?.length ?? seen.length;
  if (once && unnamed > 0 && unnamed < all)
    throw new FormatError(
      `The table has ${counted(unnamed)} rows without names, and the project ${counted(all)} items: such rows go by their place, so there must be one for each item.`,
    );
}

/**
 * The part of a project whose items a table counts: the one that it says, or, where it has as many rows as the train
 * or the test split has items and not as many as the project, that one.
 * @returns their ordinals; null for all items
 */
function partOf(
  db: Db,
  projectId: number,
  { places, part }: Pick<Table, "places" | "part">,
): Int32Array | null {
  if (part === undefined && (places === undefined || places === countItems(db, projectId))) return null;
  for (const split of part === undefined ? splits : [part]) {
    const rows = db
      .select({ ordinal: items.ordinal })
      .from(items)
      .where(and(eq(items.projectId, projectId), eq(items.split, split)))
      .orderBy(asc(items.ordinal))
      .all();
    if (part === undefined ? rows.length === places : rows.length > 0)
      return Int32Array.from(rows, ({ ordinal }) => ordinal);
  }
  return null;
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
  const asked = JSON.stringify([...names, ...inParts]);
  const rows = db.all<Place & { name: string }>(sql`
    select ${items.name} as name, ${items.id} as itemId, ${items.ordinal} as ordinal, ${measuredGold} as gold
    from json_each(${asked}) asked cross join ${items}
    where ${items.projectId} = ${projectId} and ${items.name} = asked.value`);
  const found = new Map(rows.map(({ name, ...place }) => [name.normalize("NFC"), place]));
  return new Map(
    keys.flatMap((key, index) => {
      const place = found.get(names[index] ?? "");
      return place ? [[key, place] as const] : [];
    }),
  );
}

/**
 * Items by name, and where the keys are addresses of pictures, by what is left when folders before the name are
 * taken away, one after the other.
 */
function addressed(
  db: Db,
  projectId: number,
  keys: readonly ItemKey[],
  addresses: boolean,
): Map<ItemKey, Place> {
  const found = called(db, projectId, keys);
  if (!addresses) return found;
  let rest = keys.filter((key) => !found.has(key)).map((key) => ({ key, name: cleanPath(String(key)) }));
  while ((rest = rest.filter(({ name }) => name.includes("/"))).length > 0) {
    for (const each of rest) each.name = each.name.slice(each.name.indexOf("/") + 1);
    const places = called(
      db,
      projectId,
      rest.map(({ name }) => name),
    );
    for (const { key, name } of rest) {
      const place = places.get(name);
      if (place) found.set(key, place);
    }
    rest = rest.filter(({ key }) => !found.has(key));
  }
  return found;
}

/** Those of some texts that name items of a project. */
export const namesItems = (db: Db, projectId: number, texts: readonly string[]): Set<string> =>
  new Set([...called(db, projectId, texts).keys()].map(String));

function atPlaces(
  db: Db,
  projectId: number,
  keys: readonly ItemKey[],
  part: Int32Array | null,
): Map<ItemKey, Place> {
  const ordinalOf = (key: ItemKey): number => (part === null ? Number(key) : (part[Number(key)] ?? -1));
  const rows = db
    .select({ itemId: items.id, ordinal: items.ordinal, gold: measuredGold })
    .from(items)
    .where(and(eq(items.projectId, projectId), inArray(items.ordinal, keys.filter(isPlace).map(ordinalOf))))
    .all();
  const found = new Map(rows.map((place) => [place.ordinal, place]));
  return new Map(
    keys.flatMap((key) => {
      const place = isPlace(key) ? found.get(ordinalOf(key)) : undefined;
      return place ? [[key, place] as const] : [];
    }),
  );
}
