import { and, asc, eq, isNull, lt, lte, notInArray } from "drizzle-orm";
import { type RootDb, write } from "#db/client.ts";
import { type WebhookMessage, webhookMessages, webhooks } from "#db/schema.ts";

/** What waits to be delivered, and what became of it. */

/** Pauses before another attempt, ms: five seconds to a day, three and a half days in all (standardwebhooks.com). */
const [second, minute, hour] = [1000, 60_000, 3_600_000];
export const pauses = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

export type Due = Pick<WebhookMessage, "id" | "webhookId" | "key" | "body"> & {
  url: string;
  secret: string;
  /** which attempt this is, from 1 */
  attempt: number;
};

/**
 * Take messages whose time has come: one a webhook. Should this process die, they are due again after `holdMs`, so
 * that a message may arrive twice, under the same id, and is never lost.
 * @param busy webhooks to which something is on its way
 */
export function takeDue(
  db: RootDb,
  { busy, most, holdMs }: { busy: ReadonlySet<number>; most: number; holdMs: number },
  now: number,
): Due[] {
  const waits = and(
    lte(webhookMessages.nextAt, now),
    isNull(webhooks.stoppedAt),
    notInArray(webhookMessages.webhookId, [...busy]),
  );
  const hooks = db
    .selectDistinct({ id: webhooks.id, url: webhooks.url, secret: webhooks.secret })
    .from(webhookMessages)
    .innerJoin(webhooks, eq(webhooks.id, webhookMessages.webhookId))
    .where(waits)
    .limit(Math.max(0, most))
    .all();
  if (hooks.length === 0) return [];
  return write(db, (tx) =>
    hooks.flatMap(({ id: webhookId, url, secret }): Due[] => {
      const mine = and(eq(webhookMessages.webhookId, webhookId), lte(webhookMessages.nextAt, now));
      const [next] = tx
        .select()
        .from(webhookMessages)
        .where(mine)
        .orderBy(asc(webhookMessages.nextAt), asc(webhookMessages.id))
        .limit(1)
        .all();
      if (!next) return []; // another worker's
      const { id, key, body } = next;
      const attempt = next.attempts + 1;
      tx.update(webhookMessages)
        .set({ attempts: attempt, nextAt: now + holdMs })
        .where(eq(webhookMessages.id, id))
        .run();
      return [{ id, webhookId, key, body, url, secret, attempt }];
    }),
  );
}

/** What an attempt came to. */
export type Outcome = {
  /** of the answer; null: there was none */
  status: number | null;
  /** why it did not arrive; null: it did */
  error: string | null;
};

/** @returns whether the webhook was stopped by it: nobody is there any more, or all attempts came to nothing */
export function settle(
  db: RootDb,
  { id, webhookId, attempt }: Due,
  { status, error }: Outcome,
  now: number,
): { stopped: boolean } {
  return write(db, (tx) => {
    const pause = pauses[attempt - 1];
    const stopped = error !== null && (status === 410 || pause === undefined);
    const mine = and(eq(webhookMessages.id, id), eq(webhookMessages.attempts, attempt));
    tx.update(webhookMessages)
      .set({
        ...{ status, error },
        ...(error === null ? { deliveredAt: now, nextAt: null } : { nextAt: now + (pause ?? 0) }), // of one that is stopped, it waits until somebody resumes it
      })
      .where(mine)
      .run();
    if (stopped) tx.update(webhooks).set({ stoppedAt: now }).where(eq(webhooks.id, webhookId)).run();
    return { stopped };
  });
}

/** How long messages are kept, ms. */
const keepMs = 30 * 24 * hour;

export const sweepMessages = (db: RootDb, now: number): number =>
  write(
    db,
    (tx) =>
      tx
        .delete(webhookMessages)
        .where(lt(webhookMessages.createdAt, now - keepMs))
        .run().changes,
  );
