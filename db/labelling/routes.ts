import { sql } from "drizzle-orm";
import type { Db, RootDb } from "#db/client.ts";
import { deskOf } from "#db/labelling/desk.ts";
import { type QueueState, tallyOf } from "#db/labelling/tally.ts";

/** How much work there is at the project's η and audit rate. */
export const queueState = (db: RootDb, project: Parameters<typeof tallyOf>[1]): QueueState =>
  tallyOf(deskOf(db), project).state;

/** People's answers to the items of the queue that stand. */
export const queueAnswers = (db: RootDb, project: Parameters<typeof tallyOf>[1]): number =>
  tallyOf(deskOf(db), project).asked.answers;

/** η is chosen to a thousandth, so a thousand bins show exactly how many items each η defers. */
export const etaSteps = 1000;

/**
 * Items by their score before anybody answers, for a slider that answers at once.
 * @returns counts[k] = routed items with prior ≤ k / etaSteps, k = 0 … etaSteps; cumulative
 */
export function deferredByEta(db: Db, projectId: number): number[] {
  // The smallest k with prior ≤ k / steps. Rounding in the product can miss it by one either way, so the
  // queue's own comparison is made: slider and queue agree to the last bit.
  const steps = sql`cast(${etaSteps} as real)`;
  const inForce = sql`projectId = ${projectId}
    and generation = (select routesGeneration from projects where id = ${projectId})`;
  const bins = db.all<{ bin: number; n: number }>(sql`
    with scaled as (
      select prior, cast(prior * ${steps} as integer) as near from routes indexed by routes_counts where ${inForce})
    select case when prior <= (near - 1) / ${steps} then near - 1
                when prior <= near / ${steps} then near else near + 1 end as bin, count(*) as n
    from scaled group by bin`);
  const counts = new Array<number>(etaSteps + 1).fill(0);
  for (const { bin, n } of bins) counts[Math.min(Math.max(bin, 0), etaSteps)]! += n;
  for (let k = 1; k <= etaSteps; k++) counts[k]! += counts[k - 1]!;
  return counts;
}
