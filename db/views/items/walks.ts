import type { ItemFilter, Sort } from "#lib/items/filter.ts";
import type { ItemPlace } from "#lib/items/place.ts";
import type { RootDb } from "#db/client.ts";
import type { Project } from "#db/schema.ts";
import { runOf } from "#db/views/items/conditions.ts";

/*
 * The orders in which items are looked at. Each is a walk along an index that has all it needs, from any place on:
 * the thousandth page costs what the first does.
 */

export type Placed = ItemPlace & { id: number };

/** The next items after a place, or the first ones. */
export type Walk = (after: ItemPlace | null, limit: number) => Placed[];

type Source = {
  /** what is walked along */
  from: string;
  /** what it is sorted by, as the index has it */
  key: string;
  at: string;
  id: string;
  where: string;
  values: (number | string)[];
};

function sourceOf(project: Project, filter: ItemFilter, sort: Sort): Source {
  const { id, routesGeneration } = project;
  switch (sort) {
    case "order":
      return {
        ...{ from: "items indexed by items_ordinal", key: "ordinal", at: "id", id: "id" },
        ...{ where: "projectId = ?", values: [id] },
      };
    case "name":
      return {
        ...{ from: "items indexed by items_name", key: "name", at: "id", id: "id" },
        ...{ where: "projectId = ?", values: [id] },
      };
    case "confidence":
      return {
        from: "predictions indexed by predictions_order",
        key: "case when confidence is null then -1 else confidence end",
        ...{ at: "itemId", id: "itemId", where: "runId = ?", values: [runOf(project, filter)] },
      };
    case "score":
      return {
        ...{ from: "routes indexed by routes_score", key: "score", at: "itemId", id: "itemId" },
        ...{ where: "projectId = ? and generation = ?", values: [id, routesGeneration] },
      };
    case "disagreement":
      return {
        ...{ from: "items indexed by items_disagreement", key: "disagreement", at: "id", id: "id" },
        ...{ where: "projectId = ? and disagreement > 0", values: [id] },
      };
    case "last":
      return {
        ...{
          from: "judgments answer indexed by judgments_answered",
          key: "receivedAt",
          at: "id",
          id: "itemId",
        },
        where: `projectId = ? and leaseId is not null and outcome <> 'withdrawn'
          and not exists (select 1 from judgments later where later.supersedes = answer.id)
          and not exists (select 1 from judgments newer where newer.itemId = answer.itemId and newer.id > answer.id
            and newer.leaseId is not null and newer.outcome <> 'withdrawn'
            and not exists (select 1 from judgments later where later.supersedes = newer.id))`,
        values: [id],
      };
  }
}

/** @param down the largest first */
export function walkOf(
  db: RootDb,
  project: Project,
  { filter, sort, down }: { filter: ItemFilter; sort: Sort; down: boolean },
): Walk {
  const { from, key, at, id, where, values } = sourceOf(project, filter, sort);
  const [beyond, direction] = down ? ["<", "desc"] : [">", "asc"];
  const query = (after: string) =>
    db.$client.prepare<(number | string)[], Placed>(
      `select ${id} as id, ${key} as key, ${at} as at from ${from} where ${where} ${after}
       order by ${key} ${direction}, ${at} ${direction} limit ?`,
    );
  const first = query("");
  const next = query(`and (${key}, ${at}) ${beyond} (?, ?)`);
  return (after, limit) =>
    after === null ? first.all(...values, limit) : next.all(...values, after.key, after.at, limit);
}

/** Where single items stand in an order; those that have no place in it are left out. */
export function placesOf(
  db: RootDb,
  project: Project,
  { filter, sort }: { filter: ItemFilter; sort: Sort },
): (ids: readonly number[]) => Placed[] {
  const { from, key, at, id, where, values } = sourceOf(project, filter, sort);
  // each by its own number, not along the index of the order
  const source = from.replace(/ indexed by \w+/, "");
  const query = db.$client.prepare<(number | string)[], Placed>(
    `select ${id} as id, ${key} as key, ${at} as at from (select value as wanted from json_each(?)) asked
     cross join ${source} on ${id} = asked.wanted where ${where}`,
  );
  return (ids) => query.all(JSON.stringify(ids), ...values);
}
