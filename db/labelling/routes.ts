import { and, count, eq, gt, lt, lte, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { routes } from "#db/schema.ts";

/**
 * Make the project's routes afresh from the active run's predictions and the people's current
 * answers. Every item that the run predicted is routed, and every item outside the training split
 * even without a prediction: what the machine cannot say, people are asked.
 */
export function rebuildRoutes(tx: Db, projectId: number): void {
  tx.delete(routes).where(eq(routes.projectId, projectId)).run();
  tx.run(sql`
    insert into routes (itemId, projectId, confidence, draw, answers, open)
    select routed.id, routed.projectId, routed.confidence, routed.draw, routed.answers, routed.answers < routed.overlap
    from (
      select items.id, items.projectId, coalesce(predictions.confidence, -1) as confidence, items.draw, projects.overlap,
        (select count(*) from current_judgments answer join raters on raters.id = answer.raterId
          where answer.itemId = items.id and raters.source = 'person') as answers
      from items
      join projects on projects.id = items.projectId
      left join predictions on predictions.runId = projects.activeRunId and predictions.itemId = items.id
      where items.projectId = ${projectId} and projects.activeRunId is not null
        and (predictions.itemId is not null or items.split is not 'train')
    ) routed`);
}

/** Count one answer more or less for an item, and open or close it. Items outside the queue are left alone. */
export function countAnswer(tx: Db, itemId: number, change: 1 | -1): void {
  tx.run(sql`
    update routes set answers = answers + ${change},
      open = answers + ${change} < (select overlap from projects where projects.id = routes.projectId)
    where itemId = ${itemId}`);
}

/** After a change of overlap: which items still want people? */
export function reopenRoutes(tx: Db, projectId: number): void {
  tx.run(sql`
    update routes set open = answers < (select overlap from projects where projects.id = ${projectId})
    where projectId = ${projectId}`);
}

export type QueueState = {
  /** items that the active run routes */
  routed: number;
  /** confidence ≤ η */
  deferred: number;
  /** deferred and answered by as many people as the overlap asks */
  deferredDone: number;
  /** kept by the machine and drawn for the audit */
  audited: number;
  auditedDone: number;
};

/** How much work there is at the project's η and audit rate. */
export function queueState(db: Db, project: { id: number; eta: number; auditRate: number }): QueueState {
  const here = eq(routes.projectId, project.id);
  const deferred = and(here, lte(routes.confidence, project.eta));
  const audited = and(here, gt(routes.confidence, project.eta), lt(routes.draw, project.auditRate));
  const tally = (where: typeof here) => {
    const row = db
      .select({ all: count(), open: sql<number>`coalesce(sum(${routes.open}), 0)` })
      .from(routes)
      .where(where)
      .get();
    return { all: row?.all ?? 0, done: (row?.all ?? 0) - (row?.open ?? 0) };
  };
  const [d, a] = [tally(deferred ?? here), tally(audited ?? here)];
  return {
    routed: db.select({ n: count() }).from(routes).where(here).get()?.n ?? 0,
    deferred: d.all,
    deferredDone: d.done,
    audited: a.all,
    auditedDone: a.done,
  };
}

/** η is chosen to a thousandth, so a thousand bins show exactly how many items each η defers. */
export const etaSteps = 1000;

/**
 * Items by confidence, for a slider that answers at once.
 * @returns counts[k] = routed items with confidence ≤ k / etaSteps, k = 0 … etaSteps; cumulative
 */
export function deferredByEta(db: Db, projectId: number): number[] {
  // The smallest k with confidence ≤ k / steps. Rounding in the product can miss it by one either
  // way, so the queue's own comparison is made: slider and queue agree to the last bit.
  const steps = sql`cast(${etaSteps} as real)`;
  const bins = db.all<{ bin: number; n: number }>(sql`
    with scaled as (
      select confidence, cast(confidence * ${steps} as integer) as near from routes where projectId = ${projectId})
    select case when confidence <= (near - 1) / ${steps} then near - 1
                when confidence <= near / ${steps} then near else near + 1 end as bin, count(*) as n
    from scaled group by bin`);
  const counts = new Array<number>(etaSteps + 1).fill(0);
  for (const { bin, n } of bins) counts[Math.min(Math.max(bin, 0), etaSteps)]! += n;
  for (let k = 1; k <= etaSteps; k++) counts[k]! += counts[k - 1]!;
  return counts;
}
