import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { type RootDb, write } from "#db/client.ts";
import { projects, webhookMessages, webhooks } from "#db/schema.ts";
import { newestJudgment } from "#db/teaming/answers.ts";
import { judgmentsAfter } from "#db/views/judgments.ts";
import { addMessage } from "#db/webhook-outbox.ts";

/** Judgments a message. */
const batch = 500;

/**
 * What people have answered since the last time, as messages: one a webhook, and no other before it has arrived.
 * Judgments are an ordered log, so each webhook keeps its place in it, and who answers pays nothing.
 * @returns messages made
 */
export function tellOfLabels(db: RootDb, now: number): number {
  let made = 0;
  const hooks = db
    .select({ hook: webhooks, project: projects.slug })
    .from(webhooks)
    .innerJoin(projects, eq(projects.id, webhooks.projectId))
    .where(isNull(webhooks.stoppedAt))
    .all();
  for (const { hook, project } of hooks) {
    const { id, projectId, judgmentsTo, types } = hook;
    if (!types.includes("label.created") || newestJudgment(db, projectId) <= judgmentsTo) continue;
    if (isWaiting(db, id)) continue;
    const rows = judgmentsAfter(db, projectId, judgmentsTo, batch);
    const last = rows.at(-1);
    if (!last) continue;
    // columns that are imported are no news of people
    const labels = rows.filter(({ rater }) => rater.startsWith("person-"));
    write(db, (tx) => {
      const moved = tx
        .update(webhooks)
        .set({ judgmentsTo: last.id })
        .where(and(eq(webhooks.id, id), eq(webhooks.judgmentsTo, judgmentsTo)))
        .run();
      if (moved.changes === 0 || labels.length === 0) return; // another worker was first
      addMessage(tx, id, "label.created", { project, labels }, now);
      made++;
    });
  }
  return made;
}

const isWaiting = (db: RootDb, webhookId: number): boolean =>
  db
    .select({ id: webhookMessages.id })
    .from(webhookMessages)
    .where(
      and(
        eq(webhookMessages.webhookId, webhookId),
        eq(webhookMessages.type, "label.created"),
        isNotNull(webhookMessages.nextAt),
      ),
    )
    .get() !== undefined;
