import { and, asc, eq, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { type Pool, pools } from "#lib/domain.ts";
import type { Db } from "#db/client.ts";
import { eachCount, hasCounts } from "#db/dataset/label-counts.ts";
import { labelColumns } from "#db/labelling/raters.ts";
import { measuredGold } from "#db/measured-gold.ts";
import { currentJudgments, items, raters } from "#db/schema.ts";
import { voicesOf } from "#db/teaming/team-data.ts";

/** Whose labels a training learns from, and which items it then predicts. */

/** One rater's labels, or several raters' pooled by vote. */
export type LabelSource = { raterId: number; pool: Pool | null };

export type SourceChoice = LabelSource & {
  /** "rater-3", "majority": names the choice in forms and commands */
  key: string;
  name: string;
  /** there are counts behind the labels: methods that can learn from them (see lib/methods) do */
  shares: boolean;
};

/**
 * What can be trained on: every label column; the majority of all columns and their posterior, where there are several;
 * the people's answers collected here and the team's belief, where there are any. Nothing is counted: a page
 * shows the choice.
 */
export function labelSources(db: Db, projectId: number): SourceChoice[] {
  const columns = labelColumns(db, projectId);
  const choices: SourceChoice[] = columns.map(({ id, name }) => ({
    key: `rater-${id}`,
    name,
    raterId: id,
    pool: null,
    shares: hasCounts(db, id),
  }));
  for (const pool of pools) {
    if (pooled[pool].source === "column" && columns.length < 2) continue;
    const raterId = firstWithLabel(db, projectId, pooled[pool].source);
    const shares = pool === "team" || pool === "posterior";
    if (raterId !== null) choices.push({ key: pool, name: pooled[pool].name, raterId, pool, shares });
  }
  return choices;
}

/** The first rater of a kind with a label that stands. */
export function firstWithLabel(db: Db, projectId: number, source: "column" | "person"): number | null {
  const candidates = db
    .select({ id: raters.id })
    .from(raters)
    .where(and(eq(raters.projectId, projectId), eq(raters.source, source), isNull(raters.crowdId)))
    .orderBy(asc(raters.id))
    .all();
  // One by one and by this index: the planner, told of one rater with a million labels, would read all of them.
  const labelled = ({ id }: { id: number }) =>
    db.get(sql`
      select 1 from judgments answer indexed by judgments_rater
      where answer.raterId = ${id} and answer.label is not null
        and not exists (select 1 from judgments later where later.supersedes = answer.id) limit 1`) !==
    undefined;
  return candidates.find(labelled)?.id ?? null;
}

const pooled = {
  majority: { source: "column", name: "majority of the columns" },
  posterior: { source: "column", name: "posterior of the columns" },
  people: { source: "person", name: "people’s answers here" },
  team: { source: "person", name: "the team’s belief" },
  "team-hard": { source: "person", name: "the team’s answers" },
} as const satisfies Record<Pool, object>;

/** What to call a run's labels. */
export const sourceName = ({ pool }: { pool: Pool | null }, rater: string): string =>
  pool === null ? rater : pooled[pool].name;

/** What the team believes: read by db/machines/team-labels.ts. */
export const fromTeam = (pool: Pool | null): pool is "team" | "team-hard" =>
  pool === "team" || pool === "team-hard";

/** Cross-fitted unless somebody wants otherwise: the team's labels lie in every split, and all items are to be routed. */
export const foldsOfTeam = 5;

/** Labels that people may change while a training waits or runs. */
export const fromPeople = (pool: Pool | null): boolean => pool === "people" || fromTeam(pool);

export type TrainingLabel = { ordinal: number; label: number };

/**
 * Shares of the answers behind training labels, in their order: [labels × classes], rows summing to 1. An item
 * whose label has no counts behind it counts as one answer.
 * @returns null where there are none: of pooled labels, and of a column without counts
 */
export function trainingShares(
  db: Db,
  projectId: number,
  { raterId, pool }: LabelSource,
  labels: readonly TrainingLabel[],
  classes: number,
): Float32Array | null {
  if (pool !== null || !hasCounts(db, raterId)) return null;
  const shares = new Float32Array(labels.length * classes);
  const counted = eachCount(db, projectId, raterId);
  let next = counted.next();
  for (const [place, { ordinal, label }] of labels.entries()) {
    while (!next.done && next.value.ordinal < ordinal) next = counted.next();
    const own = shares.subarray(place * classes, (place + 1) * classes);
    if (next.done || next.value.ordinal !== ordinal) own[label] = 1;
    else {
      const { counts } = next.value;
      const total = counts.reduce((sum, count) => sum + count, 0);
      own.set(counts.map((count) => count / total));
    }
  }
  return shares;
}

/**
 * Current labels to learn from, one an item, ordered by ordinal. Pooled labels are the most frequent
 * one; of equally frequent ones that of the rater who is first in the project.
 * @param everySplit cross-fitting learns from labelled items of any split, else only the training split
 */
export function trainingLabels(
  db: Db,
  projectId: number,
  { raterId, pool }: LabelSource,
  everySplit: boolean,
): TrainingLabel[] {
  if (fromTeam(pool)) throw new Error("the team's labels are read by teamLabels()");
  if (pool === "posterior") throw new Error("the columns' posterior is computed by posteriorLabels()");
  const whose = pool === null ? eq(raters.id, raterId) : eq(raters.source, pooled[pool].source);
  const rows = answersOf(db, projectId, whose, everySplit);
  return pool === null ? rows : byVote(rows);
}

/** Current labels of all columns but crowds', ordered by ordinal, then rater. */
export const columnAnswers = (db: Db, projectId: number, everySplit: boolean) =>
  answersOf(db, projectId, eq(raters.source, "column"), everySplit);

const answersOf = (db: Db, projectId: number, whose: SQL, everySplit: boolean) =>
  db
    .select({ ordinal: items.ordinal, raterId: raters.id, label: sql<number>`${currentJudgments.label}` })
    .from(items)
    .innerJoin(currentJudgments, eq(currentJudgments.itemId, items.id))
    .innerJoin(raters, eq(raters.id, currentJudgments.raterId))
    .where(
      and(
        eq(items.projectId, projectId),
        eq(items.aside, false),
        everySplit ? undefined : eq(items.split, "train"),
        whose,
        isNull(raters.crowdId),
        isNotNull(currentJudgments.label),
      ),
    )
    .orderBy(items.ordinal, raters.id)
    .all();

/**
 * How many labels trainingLabels() would give: counted by SQLite, since a million rows in memory take seconds. Of
 * the team's it is how many there can be: a policy may leave people no say on some.
 */
export function countTrainingLabels(
  db: Db,
  projectId: number,
  { raterId, pool }: LabelSource,
  everySplit: boolean,
): number {
  const whose = fromTeam(pool)
    ? inArray(raters.id, [...voicesOf(db, projectId).keys()])
    : pool === null
      ? sql`raters.id = ${raterId}`
      : sql`raters.source = ${pooled[pool].source} and raters.crowdId is null`;
  const inSplit = everySplit
    ? sql``
    : sql`and exists (select 1 from items where items.id = answer.itemId and items.split = 'train')`;
  const row = db.get<{ n: number }>(sql`
    select count(${pool === null ? sql`` : sql`distinct`} answer.itemId) as n
    from raters cross join judgments answer indexed by judgments_rater on answer.raterId = raters.id
    where raters.projectId = ${projectId} and ${whose} and answer.label is not null ${inSplit}
      and not exists (select 1 from judgments newer
        where newer.itemId = answer.itemId and newer.raterId = answer.raterId and newer.id > answer.id)`);
  return row?.n ?? 0;
}

/** How many items predictionItems() would give. */
export const countPredictionItems = (db: Db, projectId: number, everySplit: boolean): number =>
  db.get<{ n: number }>(sql`
    select count(*) as n from items
    where projectId = ${projectId} ${everySplit ? sql`` : sql`and split is not 'train'`}`)?.n ?? 0;

/** One label an item from rows in order of item, then rater. */
function byVote(rows: readonly TrainingLabel[]): TrainingLabel[] {
  // Votes stand in the order of the raters, so that the first wins a tie.
  const ballots = new Map<number, Map<number, number>>();
  for (const { ordinal, label } of rows) {
    const votes = ballots.get(ordinal) ?? new Map<number, number>();
    ballots.set(ordinal, votes.set(label, (votes.get(label) ?? 0) + 1));
  }
  return Array.from(ballots, ([ordinal, votes]) => {
    const [first, ...others] = votes;
    if (!first) throw new Error(`nobody voted on item ${ordinal}`);
    const [label] = others.reduce((most, each) => (each[1] > most[1] ? each : most), first);
    return { ordinal, label };
  });
}

export type PredictionItem = { id: number; ordinal: number; gold: number | null };

/**
 * Items to predict, always out of sample: everything outside the training split, or with
 * cross-fitting everything.
 */
export const predictionItems = (db: Db, projectId: number, everySplit: boolean): PredictionItem[] =>
  db
    .select({ id: items.id, ordinal: items.ordinal, gold: measuredGold })
    .from(items)
    .where(and(eq(items.projectId, projectId), everySplit ? undefined : sql`${items.split} is not 'train'`))
    .orderBy(items.ordinal)
    .all();
