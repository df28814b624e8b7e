import type { RootDb } from "#db/client.ts";
import type { Scorer } from "#db/labelling/scorer.ts";
import type { Project, Route } from "#db/schema.ts";

/*
 * The queue while nothing routes a project: every item is open, in the random order of its draw. Items that fewer
 * people have answered come first, so that everybody's answers go to as many items as possible: one answer each
 * for two items teaches a first machine more than two for one (Sheng, Provost and Ipeirotis 2008 for labels of
 * fair quality).
 */

/** η in force: without a machine everybody is asked about everything. */
export const etaInForce = ({ activeRunId, eta }: Pick<Project, "activeRunId" | "eta">): number =>
  activeRunId === null ? 1 : eta;

/** What the order goes by. */
export type Place = Pick<Route, "draw" | "answers" | "overlap">;

/** Where an item stands in the order, in place of a score. @returns in [0, 1] */
export const placeOf = ({ draw, answers, overlap }: Place): number => Math.min(1, (answers + draw) / overlap);

/** As scorer(), for a generation of routes without a machine. */
export function withoutMachine(
  { $client: sqlite }: RootDb,
  { id: projectId, generation, cursor: from }: { id: number; generation: number; cursor: number },
): Scorer {
  let cursor = from;
  const answeredSince = sqlite.prepare<[number, number, number], { id: number; itemId: number }>(
    "select id, itemId from judgments where projectId = ? and id > ? order by id limit ?",
  );
  const row = sqlite.prepare<[number, number], Place>(
    "select draw, answers, overlap from routes where itemId = ? and generation = ?",
  );
  const set = sqlite.prepare<[number, number, number]>(
    "update routes set score = ? where itemId = ? and generation = ?",
  );
  return {
    of: (item) => ({ prior: -1, score: placeOf(item) }),
    catchUp(most = -1) {
      const rows = answeredSince.all(projectId, cursor, most);
      cursor = rows.at(-1)?.id ?? cursor;
      for (const itemId of new Set(rows.map((each) => each.itemId))) {
        const place = row.get(itemId, generation);
        if (place) set.run(placeOf(place), itemId, generation);
      }
      return rows.length;
    },
  };
}
