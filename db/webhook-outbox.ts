import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import type { WebhookType } from "#lib/domain.ts";
import type { Db } from "#db/client.ts";
import { projects, webhookMessages, webhooks } from "#db/schema.ts";

/**
 * Put a message for those who want to hear of it into the outbox, in the transaction of what it tells of: there is
 * either both or neither. The worker delivers it (workers/webhooks).
 */
export function tellWebhooks(
  tx: Db,
  projectId: number,
  type: WebhookType,
  data: Record<string, unknown>,
  now: number,
): void {
  const hooks = tx
    .select({ id: webhooks.id, types: webhooks.types, project: projects.slug })
    .from(webhooks)
    .innerJoin(projects, eq(projects.id, webhooks.projectId))
    .where(eq(webhooks.projectId, projectId))
    .all();
  for (const { id, types, project } of hooks)
    if (types.includes(type)) addMessage(tx, id, type, { project, ...data }, now);
}

/** A message to one of them. */
export function addMessage(
  tx: Db,
  webhookId: number,
  type: string,
  data: Record<string, unknown>,
  now: number,
): void {
  const body = JSON.stringify({ type, timestamp: new Date(now).toISOString(), data });
  const key = `msg_${randomUUID().replaceAll("-", "")}`;
  tx.insert(webhookMessages).values({ webhookId, key, type, body, createdAt: now, nextAt: now }).run();
}
