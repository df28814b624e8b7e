import { lt } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { events } from "#db/schema.ts";

/** What a live page may listen for. */
export const topics = [
  "judgments",
  "routes",
  "runs",
  "jobs",
  "items",
  "people",
  "projects",
  "flags",
  "review",
] as const;
export type Topic = (typeof topics)[number];

/** Tell the live pages that something of a project changed. Call it in the transaction that changes it. */
export function announce(tx: Db, projectId: number | null, topic: Topic, now: number): void {
  tx.insert(events).values({ projectId, topic, at: now }).run();
}

/** Events are only news: a page that missed them asks for the present state. */
export function forgetEvents(tx: Db, before: number): void {
  tx.delete(events).where(lt(events.at, before)).run();
}
