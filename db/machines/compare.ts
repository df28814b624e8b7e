import { sql } from "drizzle-orm";
import {
  compareByAnswers,
  compareByGold,
  type GoldCounts,
  type MachineComparison,
} from "#lib/teaming/compare-machines.ts";
import { isFinished, type Part, partOf, type Queue, randomParts } from "#lib/teaming/random-part.ts";
import { creditFor, fullCredit } from "#lib/teaming/votes.ts";
import type { Db, RootDb } from "#db/client.ts";
import type { Project } from "#db/schema.ts";

type Routed = Pick<Project, "id" | "eta" | "routesGeneration">;

/**
 * Two machines on the items that both predicted, none of which they learnt from: on gold where there is enough of
 * it, else on what people answered. It reads every such item: for a job, or a thread beside the web process.
 * @param first a run of the project @param second the run that it is compared with
 */
export function compareMachines(
  db: RootDb,
  project: Routed,
  first: number,
  second: number,
): MachineComparison {
  const byGold = compareByGold(goldCounts(db, project.id, first, second));
  if (byGold) return byGold;
  const parts = randomParts(queueOf(db, project), project.eta);
  const { fewest, ...items } = answeredItems(db, project, parts, first, second);
  return compareByAnswers(items, fewest);
}

const goldCounts = (db: Db, projectId: number, first: number, second: number): GoldCounts =>
  db.get<GoldCounts>(sql`
    with said as (
      select coalesce(a.top = items.gold, 0) as one, coalesce(b.top = items.gold, 0) as other
      from items indexed by items_split
        cross join predictions a on a.runId = ${first} and a.itemId = items.id
        cross join predictions b on b.runId = ${second} and b.itemId = items.id
      where items.projectId = ${projectId} and items.gold is not null and items.goldFrom is null)
    select coalesce(sum(one and other), 0) as both, coalesce(sum(one and not other), 0) as first,
      coalesce(sum(other and not one), 0) as second, coalesce(sum(not one and not other), 0) as neither
    from said`);

type Row = [
  itemId: number,
  label: number,
  prior: number,
  draw: number,
  first: number | null,
  second: number | null,
];

/**
 * Items with labels of people: how far these say that each machine is right, and how likely they were to be asked.
 * Where nobody could tell, an answer says nothing about a machine, and does not count towards `fewest`.
 */
function answeredItems(
  { $client: sqlite }: RootDb,
  { id: projectId, routesGeneration }: Routed,
  parts: readonly Part[],
  first: number,
  second: number,
) {
  const rows = sqlite
    .prepare<[number, number, number, number], Row>(
      `select answer.itemId, answer.label, routes.prior, routes.draw, a.top, b.top
       from raters cross join judgments answer indexed by judgments_rater on answer.raterId = raters.id
         cross join routes on routes.itemId = answer.itemId and routes.generation = ?
         cross join predictions a on a.runId = ? and a.itemId = answer.itemId
         cross join predictions b on b.runId = ? and b.itemId = answer.itemId
       where raters.projectId = ? and raters.source = 'person' and answer.label is not null
         and not exists (select 1 from judgments newer
           where newer.itemId = answer.itemId and newer.raterId = answer.raterId and newer.id > answer.id)
       order by answer.itemId`,
    )
    .raw();
  const items = { first: [] as number[], second: [] as number[], inclusion: [] as number[] };
  const found = parts.map(() => 0);
  let [itemId, labels, part] = [0, [] as { label: number }[], -1];
  let [top1, top2]: [number | null, number | null] = [null, null];
  /** whether it was not asked for certain, and not at random either: its answer speaks for nobody else */
  let chosen = false;
  function done(): void {
    if (labels.length === 0 || chosen) return;
    const { sampled, size } = parts[part] ?? { sampled: 1, size: 1 };
    items.first.push(top1 === null ? 0 : creditFor(top1, labels) / fullCredit);
    items.second.push(top2 === null ? 0 : creditFor(top2, labels) / fullCredit);
    items.inclusion.push(sampled / size);
    if (part >= 0) found[part] = (found[part] ?? 0) + 1;
  }
  for (const [item, label, prior, draw, one, other] of rows.iterate(
    routesGeneration,
    first,
    second,
    projectId,
  )) {
    if (item !== itemId) {
      done();
      [itemId, labels, part] = [item, [], partOf(parts, prior)];
      chosen = draw >= (parts[part]?.gap ?? 1);
    }
    labels.push({ label });
    [top1, top2] = [one, other];
  }
  done();
  const unfinished = found.filter((_, i) => parts[i] && !isFinished(parts[i]));
  return { ...items, fewest: Math.min(Infinity, ...unfinished) };
}

/** What the queue knows of its items. */
function queueOf({ $client: sqlite }: RootDb, { id, routesGeneration }: Routed): Queue {
  const rows = sqlite
    .prepare<[number, number], [prior: number, draw: number, asked: number]>(
      `select prior, draw, answers > 0 from routes indexed by routes_counts
       where projectId = ? and generation = ?`,
    )
    .raw();
  const columns = { prior: [] as number[], draw: [] as number[], asked: [] as number[] };
  for (const [prior, draw, asked] of rows.iterate(id, routesGeneration)) {
    columns.prior.push(prior);
    columns.draw.push(draw);
    columns.asked.push(asked);
  }
  return columns;
}
