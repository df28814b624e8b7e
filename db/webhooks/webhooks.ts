import { randomBytes } from "node:crypto";
import { and, asc, count, desc, eq, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { fail, ok, type Result, webhookTypes } from "#lib/domain.ts";
import { isPublicAddress } from "#lib/public-address.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { older } from "#db/older.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Project, type Webhook, webhookMessages, webhooks } from "#db/schema.ts";
import { newestJudgment } from "#db/teaming/answers.ts";
import { addMessage } from "#db/webhook-outbox.ts";
import { isIP } from "node:net";

/** Addresses that want to hear of what happens in a project. */

/** of one project */
export const mostWebhooks = 20;

/** Whether what is sent may go to addresses of one's own network, and without https. */
export const privateAllowed = (): boolean => process.env.TANDEM_WEBHOOKS_PRIVATE === "1";

/** Why nothing can be sent there, as far as the address itself says; the resolver says the rest (workers/webhooks/send.ts). */
export function addressProblem(text: string, allowPrivate = privateAllowed()): string | null {
  const url = URL.parse(text);
  if (!url || !["https:", "http:"].includes(url.protocol)) return "That is not a web address.";
  if (url.username !== "" || url.password !== "") return "Leave out the name and the password.";
  if (allowPrivate) return null;
  if (url.protocol === "http:") return "Use https, so that nobody on the way can read it.";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return isIP(host) !== 0 && !isPublicAddress(host) ? privateSentence : null;
}
export const privateSentence = "This address is not on the internet. The server’s operator can allow it.";

/** What somebody wants to be told, and where. */
export const webhookRequest = z.object({
  url: z
    .string()
    .trim()
    .max(2000)
    .superRefine((text, context) => {
      const problem = addressProblem(text);
      if (problem !== null) context.addIssue({ code: "custom", message: problem });
    }),
  types: z.array(z.enum(webhookTypes)).min(1, "Choose at least one."),
});
export type WebhookRequest = z.output<typeof webhookRequest>;

/** @returns its secret, with which the receiver checks that a message is ours; it is not shown again */
export function addWebhook(
  db: Db,
  project: Authorized<Project, "admin">,
  { url, types }: WebhookRequest,
  now: number,
): Result<{ id: number; secret: string }> {
  return write(db, (tx) => {
    if (listWebhooks(tx, project.id).length >= mostWebhooks)
      return fail(`There are ${mostWebhooks} webhooks already; remove one first.`);
    const secret = `whsec_${randomBytes(32).toString("base64")}`;
    const { id } = tx
      .insert(webhooks)
      .values({
        ...{ projectId: project.id, url, secret, createdBy: project.by, createdAt: now },
        types: webhookTypes.filter((type) => types.includes(type)),
        // what is there already is no news
        judgmentsTo: newestJudgment(tx, project.id),
      })
      .returning({ id: webhooks.id })
      .get();
    audit(tx, project, "webhook.add", { url: shownUrl(url), types }, now);
    return ok({ id, secret });
  });
}

export const listWebhooks = (db: Db, projectId: number): Webhook[] =>
  db.select().from(webhooks).where(eq(webhooks.projectId, projectId)).orderBy(asc(webhooks.id)).all();

const find = (tx: Db, projectId: number, id: number): Webhook | undefined =>
  tx
    .select()
    .from(webhooks)
    .where(and(eq(webhooks.id, id), eq(webhooks.projectId, projectId)))
    .get();

const gone = "There is no such webhook.";

/** Remove it, and what waits for it. */
export function removeWebhook(
  db: Db,
  project: Authorized<Project, "admin">,
  id: number,
  now: number,
): Result<null> {
  return write(db, (tx) => {
    const hook = find(tx, project.id, id);
    if (!hook) return fail(gone);
    tx.delete(webhookMessages).where(eq(webhookMessages.webhookId, id)).run();
    tx.delete(webhooks).where(eq(webhooks.id, id)).run();
    audit(tx, project, "webhook.remove", { url: shownUrl(hook.url) }, now);
    return ok(null);
  });
}

/** Go on with one that was stopped, and with all that waits for it. */
export function resumeWebhook(
  db: Db,
  project: Authorized<Project, "admin">,
  id: number,
  now: number,
): Result<null> {
  return write(db, (tx) => {
    const hook = find(tx, project.id, id);
    if (!hook) return fail(gone);
    tx.update(webhooks).set({ stoppedAt: null }).where(eq(webhooks.id, id)).run();
    tx.update(webhookMessages)
      .set({ nextAt: now, attempts: 0 })
      .where(and(eq(webhookMessages.webhookId, id), isNotNull(webhookMessages.nextAt)))
      .run();
    audit(tx, project, "webhook.resume", { url: shownUrl(hook.url) }, now);
    return ok(null);
  });
}

/** Send something to see whether it arrives. */
export function testWebhook(
  db: Db,
  project: Authorized<Project, "admin">,
  id: number,
  now: number,
): Result<null> {
  return write(db, (tx) => {
    const hook = find(tx, project.id, id);
    if (!hook) return fail(gone);
    if (hook.stoppedAt !== null) return fail("It is stopped; resume it first.");
    const [waiting] = tx
      .select({ n: count() })
      .from(webhookMessages)
      .where(
        and(
          eq(webhookMessages.webhookId, id),
          eq(webhookMessages.type, testType),
          isNotNull(webhookMessages.nextAt),
        ),
      )
      .all();
    if ((waiting?.n ?? 0) > 0) return fail("A test is on its way already.");
    addMessage(tx, id, testType, { project: project.slug }, now);
    return ok(null);
  });
}
const testType = "webhook.test";

/** The newest messages of a webhook, newest first. @param before number of the last one seen */
export const messagesOf = (db: Db, webhookId: number, most: number, before: number | null = null) =>
  db
    .select({
      id: webhookMessages.id,
      key: webhookMessages.key,
      type: webhookMessages.type,
      createdAt: webhookMessages.createdAt,
      attempts: webhookMessages.attempts,
      nextAt: webhookMessages.nextAt,
      deliveredAt: webhookMessages.deliveredAt,
      status: webhookMessages.status,
      error: webhookMessages.error,
    })
    .from(webhookMessages)
    .where(and(eq(webhookMessages.webhookId, webhookId), older(webhookMessages.id, before)))
    .orderBy(desc(webhookMessages.id))
    .limit(most)
    .all();
export type MessageLine = ReturnType<typeof messagesOf>[number];

/** An address may hold a secret behind its place. */
const shownUrl = (url: string): string => {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`.slice(0, 200);
};

const audit = (
  tx: Db,
  project: Authorized<Project, "admin">,
  action: string,
  detail: Record<string, unknown>,
  now: number,
): void => recordAuditEntry(tx, { userId: project.by, action, projectId: project.id, detail }, now);
