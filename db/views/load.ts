import { and, asc, count, eq, gt, inArray, lte, max, sql } from "drizzle-orm";
import type { RaterSource } from "#lib/domain.ts";
import type { Db } from "#db/client.ts";
import { imports, items, judgments, type Project, raters, users } from "#db/schema.ts";
import { measuredGold } from "#db/measured-gold.ts";
import { JudgmentLog, unsure, withdrawn } from "#db/views/judgment-log.ts";
import { perProject } from "#db/views/per-project.ts";

/**
 * What the team view and the study both stand on: a project's items and its judgments in order, read once
 * and then only continued. Each view keeps its own place in the log and takes in what is new to it.
 */
export type LoadedProject = {
  /** items, in the order of their ordinals */
  n: number;
  /** database ids [n] */
  itemIds: Int32Array;
  /** class index [n], where it came with the data; −1 where unknown */
  gold: Int16Array;
  /** uniform on [0, 1), decides the audit [n] */
  draw: Float64Array;
  /** index in 0 … n−1 by database id */
  itemOf: ReadonlyMap<number, number>;
  /** items that are set aside: nobody has said anything of them, and their gold is not known */
  aside: ReadonlySet<number>;
  log: JudgmentLog;
  /** of everybody in the log */
  raters: ReadonlyMap<number, LoadedRater>;
  /** newest judgment in the log */
  cursor: number;
};

export type LoadedRater = { id: number; source: Exclude<RaterSource, "run" | "review">; name: string };

type Cached = LoadedProject & {
  base: string;
  raters: Map<number, LoadedRater>;
  /** single workers of crowds, who answer as one, and reviews, which decide: their judgments stay out of the log */
  silent: Set<number>;
};

const cacheOf = perProject<Cached>(({ n }) => n);

/**
 * The project as it stands. The same object as before, with its log continued, while only judgments were
 * added; another one after an import, which may have added items or changed gold labels.
 */
export function loadProject(db: Db, project: Project): LoadedProject {
  const cache = cacheOf(db);
  const { base, newest } = baseOf(db, project.id);
  let loaded = cache.get(project.id);
  if (loaded?.base !== base) {
    loaded = itemsOf(db, project.id, base, newest);
    cache.set(project.id, loaded);
  }
  catchUp(db, project.id, loaded);
  return loaded;
}

/** Changes whenever more than judgments may have been added. */
export function baseOf(db: Db, projectId: number): { base: string; newest: number } {
  const seen = db
    .select({ n: count(imports.finishedAt), last: max(imports.finishedAt) })
    .from(imports)
    .where(eq(imports.projectId, projectId))
    .get();
  const newest = db
    .select({ ordinal: max(items.ordinal) })
    .from(items)
    .where(eq(items.projectId, projectId))
    .get();
  const aside = db.get<{ last: number | null }>(sql`
    select max(coalesce(undoneAt, doneAt)) as last from changes
    where projectId = ${projectId} and kind in ('aside', 'back')`);
  return {
    base: [seen?.n, seen?.last, newest?.ordinal, aside.last].join("/"),
    newest: newest?.ordinal ?? -1,
  };
}

/** By pages: a long read would keep the write-ahead log from being emptied, and all rows at once cost much memory. */
function itemsOf(db: Db, projectId: number, base: string, newest: number): Cached {
  const most = newest + 1;
  const itemIds = new Int32Array(most);
  const gold = new Int16Array(most);
  const draw = new Float64Array(most);
  const itemOf = new Map<number, number>();
  const aside = new Set(
    db
      .select({ id: items.id })
      .from(items)
      .where(and(eq(items.projectId, projectId), sql`${items.aside} = 1`))
      .all()
      .map(({ id }) => id),
  );
  // as arrays: objects of a million rows cost several times as much
  const next = db
    .select({ ordinal: items.ordinal, id: items.id, gold: measuredGold, draw: items.draw })
    .from(items)
    .where(
      and(
        eq(items.projectId, projectId),
        gt(items.ordinal, sql.placeholder("after")),
        lte(items.ordinal, newest),
      ),
    )
    .orderBy(asc(items.ordinal))
    .limit(rowsAtOnce)
    .prepare();
  let [n, after] = [0, -1];
  for (let rows: unknown[][]; (rows = next.values({ after })).length > 0;) {
    for (const [ordinal, id, label, drawn] of rows) {
      after = Number(ordinal);
      itemIds[n] = Number(id);
      gold[n] = label === null || aside.has(Number(id)) ? -1 : Number(label);
      draw[n] = Number(drawn);
      itemOf.set(Number(id), n++);
    }
    if (rows.length < rowsAtOnce) break;
  }
  const columns = { itemIds: itemIds.subarray(0, n), gold: gold.subarray(0, n), draw: draw.subarray(0, n) };
  return {
    n,
    ...columns,
    itemOf,
    log: new JudgmentLog(),
    raters: new Map(),
    silent: new Set(),
    aside,
    cursor: 0,
    base,
  };
}

const rowsAtOnce = 10_000;

/** Times measured by the page without anything doubtful, or brought with the labels. */
export const trusted: readonly string[] = ["ok", "imported"];

/** Judgments since the last look: rows are only ever added. */
function catchUp(db: Db, projectId: number, loaded: Cached): void {
  const next = db
    .select({
      id: judgments.id,
      item: judgments.itemId,
      rater: judgments.raterId,
      label: sql`coalesce(${judgments.label}, iif(${judgments.outcome} = 'unsure', ${unsure}, ${withdrawn}))`,
      ms: sql`case when ${judgments.label} is not null and ${inArray(judgments.quality, trusted)} then ${judgments.responseMs} end`,
    })
    .from(judgments)
    .where(and(eq(judgments.projectId, projectId), gt(judgments.id, sql.placeholder("after"))))
    .orderBy(asc(judgments.id))
    .limit(rowsAtOnce)
    .prepare();
  // not all at once: rows that are let go soon cost a quarter of rows that are all kept
  for (let rows: unknown[][]; (rows = next.values({ after: loaded.cursor })).length > 0;) {
    for (const [id, itemId, raterId, label, ms] of rows) {
      loaded.cursor = Number(id);
      const item = loaded.itemOf.get(Number(itemId));
      if (loaded.aside.has(Number(itemId))) continue;
      if (item === undefined) continue; // an import has added it this moment: the next look reads everything
      const rater = Number(raterId);
      if (loaded.silent.has(rater)) continue;
      if (!loaded.raters.has(rater)) {
        const known = raterOf(db, rater);
        if (!known) {
          loaded.silent.add(rater);
          continue;
        }
        loaded.raters.set(rater, known);
      }
      loaded.log.push({ item, rater, label: Number(label), ms: ms === null ? NaN : Number(ms) });
    }
    if (rows.length < rowsAtOnce) break;
  }
}

/** Null for whoever has no say of their own. */
function raterOf(db: Db, id: number): LoadedRater | null {
  const row = db
    .select({
      source: raters.source,
      name: raters.name,
      crowdId: raters.crowdId,
      displayName: users.displayName,
    })
    .from(raters)
    .leftJoin(users, eq(users.id, raters.userId))
    .where(eq(raters.id, id))
    .get();
  if (!row || row.source === "run") throw new Error(`judgments of rater ${id}, who is no human`);
  if (row.source === "review" || row.crowdId !== null) return null;
  return { id, source: row.source, name: row.displayName ?? row.name };
}
