import { and, desc, eq, lt } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { auditLog, users } from "#db/schema.ts";

export type AuditEntry = {
  /** null: the command line */
  userId: number | null;
  action: string;
  projectId?: number;
  detail?: Record<string, unknown>;
};

/** Record what an admin or the command line did, in the transaction that does it. */
export function recordAuditEntry(tx: Db, entry: AuditEntry, now: number): void {
  tx.insert(auditLog)
    .values({
      at: now,
      userId: entry.userId,
      action: entry.action,
      projectId: entry.projectId ?? null,
      detail: entry.detail ?? {},
    })
    .run();
}

/** What was done to a project, newest first. @param before id of the last one seen */
export const listAuditEntries = (db: Db, projectId: number, before: number | undefined, limit: number) =>
  db
    .select({
      id: auditLog.id,
      at: auditLog.at,
      who: users.displayName,
      action: auditLog.action,
      detail: auditLog.detail,
    })
    .from(auditLog)
    .leftJoin(users, eq(users.id, auditLog.userId))
    .where(and(eq(auditLog.projectId, projectId), before === undefined ? undefined : lt(auditLog.id, before)))
    .orderBy(desc(auditLog.id))
    .limit(limit)
    .all();
