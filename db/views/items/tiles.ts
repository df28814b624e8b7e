import type { Split } from "#lib/domain.ts";
import type { RootDb } from "#db/client.ts";
import type { Project } from "#db/schema.ts";
import { type Votes, votesOn } from "#db/views/items/votes.ts";

/** What the gallery shows of an item. */
export type Tile = {
  id: number;
  /** its place among the project's items, from 0 */
  ordinal: number;
  name: string;
  split: Split | null;
  gold: number | null;
  /** of the run that is asked for; null without a valid answer */
  top: number | null;
  confidence: number | null;
  /** of the routes in force; null where it is not routed, and while there is no machine */
  score: number | null;
  disagreement: number;
  /** people's answers that stand, in the queue */
  answers: number;
  /** what people and label columns say of it; null where nobody named a class */
  votes: Votes | null;
};

/** Tiles of a project's items, in the order of the ids; ids of other projects are left out. @param run whose prediction is shown */
export function tilesOf(
  db: RootDb,
  { id, activeRunId, routesGeneration }: Pick<Project, "id" | "activeRunId" | "routesGeneration">,
  ids: readonly number[],
  run: number,
): Tile[] {
  const votes = votesOn(db, ids);
  return db.$client
    .prepare<
      { ids: string; run: number; generation: number; project: number; machine: 0 | 1 },
      Omit<Tile, "votes">
    >(
      `select items.id, items.ordinal, items.name, items.split, items.gold, predictions.top, predictions.confidence,
         iif(@machine, routes.score, null) as score, items.disagreement, coalesce(routes.answers, 0) as answers
       from (select key as nth, value as wanted from json_each(@ids)) asked
       cross join items on items.id = asked.wanted
       left join predictions on predictions.runId = @run and predictions.itemId = items.id
       left join routes on routes.itemId = items.id and routes.generation = @generation
       where items.projectId = @project order by asked.nth`,
    )
    .all({
      ids: JSON.stringify(ids),
      ...{ run, project: id, generation: routesGeneration, machine: activeRunId === null ? 0 : 1 },
    })
    .map((tile) => ({ ...tile, votes: votes.get(tile.id) ?? null }));
}
