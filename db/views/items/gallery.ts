import { type Browse, searchOfBrowse } from "#lib/items/filter.ts";
import type { ItemPlace } from "#lib/items/place.ts";
import type { RootDb } from "#db/client.ts";
import { itemsOf } from "#db/labelling/waiting.ts";
import type { Project } from "#db/schema.ts";
import { conditionsOf } from "#db/views/items/conditions.ts";
import { fewOf } from "#db/views/items/narrow.ts";
import { predicateOf } from "#db/views/items/predicates.ts";
import { type Placed, placesOf, type Walk, walkOf } from "#db/views/items/walks.ts";

/** How long one may look, ms on a clock that nobody sets; what is found by then is given. */
export type Patience = { ms: number; now: () => number };

/** Some of the items that fit, in their order. */
export type Found = {
  ids: number[];
  /** of the last item that was looked at: from where on to look; null: that was all */
  next: ItemPlace | null;
};

/** Items looked at with one statement: few at first, since most filters leave many. */
const smallest = 250;
const largest = 4000;
/** Fewer at once are not worth the statement. */
const least = 50;

/**
 * The next items of a project that fit a filter, after a place in the order. However the filter is put together, the
 * work is bounded: where few fit, fewer than `size` come back, and `next` says from where on to look.
 */
export function findItems(
  db: RootDb,
  project: Project,
  browse: Browse,
  { after, size, patience }: { after: ItemPlace | null; size: number; patience: Patience },
): Found {
  const { walk, fits } = matcher(db, project, browse);
  const began = patience.now();
  const until = began + patience.ms;
  const ids: number[] = [];
  let [place, window, looked] = [after, Math.max(smallest, size + 1), 0];
  for (;;) {
    const rows = walk(place, window);
    const fitting = fits(rows);
    for (const row of fitting) {
      if (ids.length === size) return { ids, next: place };
      ids.push(row.id);
      place = row;
    }
    const last = rows.at(-1);
    if (!last || rows.length < window) return { ids, next: null };
    place = last;
    looked += rows.length;
    const now = patience.now();
    if (now >= until) return { ids, next: place };
    // no more at once than the time that is left allows, at the pace so far
    const allowed = now > began ? (looked * (until - now)) / (now - began) : Infinity;
    window = Math.min(largest, 2 * window, Math.max(least, Math.floor(allowed)));
  }
}

/** How many items fit, or more than which number, as far as they were looked at. */
export type Counted = { n: number; complete: boolean };

/** Count them all, or for as long as the patience lasts. It may take seconds: for a thread. */
export function countItems(db: RootDb, project: Project, browse: Browse, patience: Patience): Counted {
  const { all, few, count } = matcher(db, project, browse);
  if (all !== null) return { n: all(), complete: true };
  if (few !== null) return { n: few(), complete: true };
  const until = patience.now() + patience.ms;
  // an order only costs where nothing is shown, so they are counted as they were imported
  const end = newestOrdinal(db, project.id) + 1;
  for (let [n, from] = [0, 0]; ; from += largest) {
    n += count(from, from + largest);
    if (from + largest >= end) return { n, complete: true };
    if (patience.now() >= until) return { n, complete: false };
  }
}

const newestOrdinal = (db: RootDb, projectId: number): number =>
  db.$client
    .prepare<[number], number | null>("select max(ordinal) from items where projectId = ?")
    .pluck()
    .get(projectId) ?? -1;

/** All that fit, some at a time, in the order in which they came: for what is done to all of them. */
export function* everyItem(db: RootDb, project: Project, browse: Browse): Generator<number[], void, void> {
  const { walk, fits } = matcher(db, project, browse);
  for (let place: ItemPlace | null = null; ;) {
    const rows: Placed[] = walk(place, largest);
    yield fits(rows).map(({ id }) => id);
    place = rows.at(-1) ?? null;
    if (rows.length < largest) return;
  }
}

/** Which of some items fit: for whoever comes by all of them anyway. */
export function fitting(
  db: RootDb,
  project: Project,
  browse: Browse,
): (ids: readonly number[]) => ReadonlySet<number> {
  const { fits } = matcher(db, project, browse);
  return (ids) => new Set(fits(ids.map((id) => ({ id, key: id, at: id }))).map(({ id }) => id));
}

/** The items before and after one, by the same filter and order. */
export type Around = { before: number | null; after: number | null };

export function itemsAround(
  db: RootDb,
  project: Project,
  browse: Browse,
  itemId: number,
  patience: Patience,
): Around {
  const [place] = placesOf(db, project, browse)([itemId]);
  if (!place) return { before: null, after: null };
  const beside = (down: boolean): number | null => {
    const asked = { after: place, size: 1, patience: { ...patience, ms: patience.ms / 2 } };
    return findItems(db, project, { ...browse, down }, asked).ids[0] ?? null;
  };
  return { before: beside(!browse.down), after: beside(browse.down) };
}

type Matcher = {
  walk: Walk;
  /** those that fit, in the same order */
  fits: (rows: readonly Placed[]) => readonly Placed[];
  /** how many there are, where nothing is asked of them */
  all: (() => number) | null;
  /** how many fit, where one part of the filter leaves few */
  few: (() => number) | null;
  /** how many fit of those with ordinals from … up to, but without, the second */
  count: (from: number, to: number) => number;
};

function matcher(db: RootDb, project: Project, browse: Browse): Matcher {
  const { filter, sort, down } = browse;
  const conditions = conditionsOf(project, filter, sort);
  const known = predicateOf(db, project, filter);
  const few = fewOf(db, project, filter);
  const walk = few === null ? walkOf(db, project, browse) : along(placesOf(db, project, browse)(few), down);
  const where = conditions.map(({ sql }) => sql).join(" and ");
  const query = db.$client
    .prepare<(string | number)[], number>(
      `select items.id from (select value as wanted from json_each(?)) asked
       cross join items on items.id = asked.wanted where ${where}`,
    )
    .pluck();
  const values = conditions.flatMap((each) => each.values);
  const fits = (rows: readonly Placed[]) => {
    const fitting = new Set(query.all(JSON.stringify(rows.map(({ id }) => id)), ...values));
    return rows.filter(({ id }) => fitting.has(id) && (known?.(id) ?? true));
  };
  // nothing is asked of them: all but those set aside, of which there are few
  const plain = searchOfBrowse({ filter }) === "" && (sort === "order" || sort === "name");
  const imported = db.$client
    .prepare<(string | number)[], number>(
      `select ${known ? "items.id" : "count(*)"} from items indexed by items_ordinal
       where ${where} and items.ordinal >= ? and items.ordinal < ?`,
    )
    .pluck();
  return {
    walk,
    fits,
    all: plain ? () => itemsOf(db, project.id) - asideIn(db, project.id) : null,
    few: few === null ? null : () => fits(placesOf(db, project, browse)(few)).length,
    count: (from, to) =>
      known
        ? imported.all(...values, from, to).filter(known).length
        : (imported.get(...values, from, to) ?? 0),
  };
}

const asideIn = (db: RootDb, projectId: number): number =>
  db.$client
    .prepare<[number], number>(
      "select count(*) from items indexed by items_aside where projectId = ? and aside = 1",
    )
    .pluck()
    .get(projectId) ?? 0;

/** A walk along items that are all known already. */
function along(rows: readonly Placed[], down: boolean): Walk {
  const sign = down ? -1 : 1;
  const compare = (a: ItemPlace, b: ItemPlace) => sign * (order(a.key, b.key) || a.at - b.at);
  const sorted = [...rows].sort(compare);
  return (after, limit) => {
    const from = after === null ? 0 : sorted.findIndex((row) => compare(row, after) > 0);
    return from < 0 ? [] : sorted.slice(from, from + limit);
  };
}

/** As SQLite compares: numbers, or text by its bytes, which for names is by their code points. */
function order(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}
