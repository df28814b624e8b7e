import { createHash, randomBytes } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { invitations, passwordLinks } from "#db/schema.ts";

/** 256 bits in the address of an invitation or a password link: 43 characters. */
export const newLinkToken = (): string => randomBytes(32).toString("base64url");

/** What the database keeps of it: who reads the table can open nothing. */
export const linkHash = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Links by which somebody could choose a password end, in the transaction that gives them another or locks them out. */
export function endPasswordLinks(tx: Db, userId: number, now: number): void {
  tx.update(passwordLinks)
    .set({ endedAt: now })
    .where(and(eq(passwordLinks.userId, userId), isNull(passwordLinks.endedAt)))
    .run();
}

/** Invitations to a project end when whoever made them is not its admin any more, in the transaction that says so. */
export function endInvitationsTo(tx: Db, projectId: number, by: number, now: number): void {
  tx.update(invitations)
    .set({ revokedAt: now })
    .where(
      and(eq(invitations.projectId, projectId), eq(invitations.createdBy, by), isNull(invitations.revokedAt)),
    )
    .run();
}

/** What somebody has handed out ends when they are no admin any more, in the transaction that says so. */
export function endLinksBy(tx: Db, userId: number, now: number): void {
  tx.update(invitations)
    .set({ revokedAt: now })
    .where(and(eq(invitations.createdBy, userId), isNull(invitations.revokedAt)))
    .run();
  tx.update(passwordLinks)
    .set({ endedAt: now })
    .where(and(eq(passwordLinks.createdBy, userId), isNull(passwordLinks.endedAt)))
    .run();
}
