import type { Db } from "#db/client.ts";
import { auditLog } from "#db/schema.ts";

export type Deed = {
  /** null: the command line */
  userId: number | null;
  action: string;
  projectId?: number;
  detail?: Record<string, unknown>;
};

/** Record what an admin or the command line did, in the transaction that does it. */
export function recordDeed(tx: Db, deed: Deed, now: number): void {
  tx.insert(auditLog)
    .values({
      at: now,
      userId: deed.userId,
      action: deed.action,
      projectId: deed.projectId ?? null,
      detail: deed.detail ?? {},
    })
    .run();
}
