import { and, asc, count, eq, gt, inArray, max, sql } from "drizzle-orm";
import type { RaterSource } from "#lib/domain.ts";
import type { Db } from "#db/client.ts";
import { imports, items, judgments, type Project, raters, users } from "#db/schema.ts";
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
  /** class index [n]; −1 where unknown */
  gold: Int16Array;
  /** uniform on [0, 1), decides the audit [n] */
  draw: Float64Array;
  /** index in 0 … n−1 by database id */
  itemOf: ReadonlyMap<number, number>;
  log: JudgmentLog;
  /** of everybody in the log */
  raters: ReadonlyMap<number, LoadedRater>;
  /** newest judgment in the log */
  cursor: number;
};

export type LoadedRater = { id: number; source: Exclude<RaterSource, "run">; name: string };

type Cached = LoadedProject & { base: string; raters: Map<number, LoadedRater> };

const cacheOf = perProject<Cached>();

/**
 * The project as it stands. The same object as before, with its log continued, while only judgments were
 * added; another one after an import, which may have added items or changed gold labels.
 */
export function loadProject(db: Db, project: Project): LoadedProject {
  const cache = cacheOf(db);
  const base = baseOf(db, project.id);
  let loaded = cache.get(project.id);
  if (loaded?.base !== base) {
    loaded = itemsOf(db, project.id, base);
    cache.set(project.id, loaded);
  }
  catchUp(db, project.id, loaded);
  return loaded;
}

/** Changes whenever more than judgments may have been added. */
function baseOf(db: Db, projectId: number): string {
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
  return [seen?.n, seen?.last, newest?.ordinal].join("/");
}

function itemsOf(db: Db, projectId: number, base: string): Cached {
  // as arrays: objects of a million rows cost several times as much
  const rows = db
    .select({ id: items.id, gold: items.gold, draw: items.draw })
    .from(items)
    .where(eq(items.projectId, projectId))
    .orderBy(asc(items.ordinal))
    .values();
  const n = rows.length;
  const itemIds = new Int32Array(n);
  const gold = new Int16Array(n);
  const draw = new Float64Array(n);
  const itemOf = new Map<number, number>();
  for (const [item, [id, label, drawn]] of rows.entries()) {
    itemIds[item] = Number(id);
    gold[item] = label === null ? -1 : Number(label);
    draw[item] = Number(drawn);
    itemOf.set(Number(id), item);
  }
  return { n, itemIds, gold, draw, itemOf, log: new JudgmentLog(), raters: new Map(), cursor: 0, base };
}

const rowsAtOnce = 10_000;

/** Times measured by the page without anything doubtful, or brought with the labels. */
const trusted = ["ok", "imported"];

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
      if (item === undefined) continue; // an import has added it this moment: the next look reads everything
      const rater = Number(raterId);
      if (!loaded.raters.has(rater)) loaded.raters.set(rater, raterOf(db, rater));
      loaded.log.push({ item, rater, label: Number(label), ms: ms === null ? NaN : Number(ms) });
    }
    if (rows.length < rowsAtOnce) break;
  }
}

function raterOf(db: Db, id: number): LoadedRater {
  const row = db
    .select({ source: raters.source, name: raters.name, displayName: users.displayName })
    .from(raters)
    .leftJoin(users, eq(users.id, raters.userId))
    .where(eq(raters.id, id))
    .get();
  if (!row || row.source === "run") throw new Error(`judgments of rater ${id}, who is no human`);
  return { id, source: row.source, name: row.displayName ?? row.name };
}
