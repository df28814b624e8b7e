import { and, asc, eq, gt } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { judgments, raters } from "#db/schema.ts";

const columns = {
  id: judgments.id,
  itemId: judgments.itemId,
  outcome: judgments.outcome,
  label: judgments.label,
  supersedes: judgments.supersedes,
  receivedAt: judgments.receivedAt,
  reason: judgments.reason,
  inclusion: judgments.inclusion,
  responseMs: judgments.responseMs,
  visibleMs: judgments.visibleMs,
  quality: judgments.quality,
  batchId: judgments.batchId,
};

/**
 * A project's judgments in the order in which they came, taken-back and superseded ones included; each with the id
 * that its rater has in addresses. @param after id of the last one seen
 */
export const judgmentsAfter = (db: Db, projectId: number, after: number, limit: number) =>
  db
    .select({ judgment: columns, raterId: raters.id, source: raters.source, run: raters.runId })
    .from(judgments)
    .innerJoin(raters, eq(raters.id, judgments.raterId))
    .where(and(eq(judgments.projectId, projectId), gt(judgments.id, after)))
    .orderBy(asc(judgments.id))
    .limit(limit)
    .all()
    .map(({ judgment, raterId, source, run }) => ({ ...judgment, rater: `${source}-${run ?? raterId}` }));
