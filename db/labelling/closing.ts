import { eq } from "drizzle-orm";
import type { ClosedBecause } from "#lib/domain.ts";
import type { Evidence } from "#lib/teaming/aim.ts";
import type { Db } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { projects } from "#db/schema.ts";
import { tellWebhooks } from "#db/webhook-outbox.ts";

export type Closing = {
  because: ClosedBecause;
  /** null: nobody knows */
  evidence: Evidence | null;
  /** people's answers in the queue that stand */
  answers: number;
};

/**
 * Hand out nothing more of a project, in a transaction. Answers to what people hold are still taken.
 * @param by null: it closed by itself
 * @returns whether it was open
 */
export function closeQueue(
  tx: Db,
  projectId: number,
  closing: Closing,
  by: number | null,
  now: number,
): boolean {
  const row = tx
    .select({ closedAt: projects.closedAt })
    .from(projects)
    .where(eq(projects.id, projectId))
    .get();
  if (row?.closedAt !== null) return false;
  const { because, evidence, answers } = closing;
  tx.update(projects)
    .set({ closedAt: now, closedBecause: because, closedOn: evidence })
    .where(eq(projects.id, projectId))
    .run();
  const detail = { because, answers, ...(evidence && { accuracy: evidence.value, by: evidence.by }) };
  recordAuditEntry(tx, { userId: by, action: "queue.close", projectId, detail }, now);
  announce(tx, projectId, "projects", now);
  announce(tx, projectId, "routes", now);
  if (because !== "hand")
    tellWebhooks(tx, projectId, "aim.reached", { because, answers, accuracy: evidence?.value ?? null }, now);
  return true;
}
