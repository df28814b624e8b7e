import type { RootDb } from "#db/client.ts";
import { settle, sweepMessages, takeDue } from "#db/webhooks/deliveries.ts";
import { tellOfLabels } from "#db/webhooks/new-labels.ts";
import { privateAllowed } from "#db/webhooks/webhooks.ts";
import { jobLeaseMs } from "#db/jobs/watch.ts";
import { log } from "../log.ts";
import { send } from "./send.ts";

/** At the same time, each to another webhook: a slow one holds up nobody else. */
const atOnce = 16;
const longestMs = 15_000;
export const webhookMs = 1000;
const sweepEvery = 3600;

/** @returns what is to be called every second: it makes messages of new answers, and sends what is due */
export function webhookPost(db: RootDb, now = Date.now): () => void {
  const busy = new Set<number>();
  const holdMs = jobLeaseMs();
  const timeoutMs = Math.min(longestMs, holdMs / 2);
  let calls = 0;
  return () => {
    tellOfLabels(db, now());
    if (calls++ % sweepEvery === 0) sweepMessages(db, now());
    for (const due of takeDue(db, { busy, most: atOnce - busy.size, holdMs }, now())) {
      busy.add(due.webhookId);
      send(due, { allowPrivate: privateAllowed(), timeoutMs, now: now() })
        .then((outcome) => {
          const { stopped } = settle(db, due, outcome, now());
          if (stopped) log.warn({ webhook: due.webhookId, ...outcome }, "a webhook is stopped");
        })
        // it is due again when its hold has run out
        .catch((error: unknown) => log.error({ err: error, webhook: due.webhookId }, "sending a webhook"))
        .finally(() => busy.delete(due.webhookId));
    }
  };
}
