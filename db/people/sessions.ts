import { createHash, randomBytes } from "node:crypto";
import { and, desc, eq, gt, isNull, lt, ne, or, sql } from "drizzle-orm";
import { type Db, type RootDb, write } from "#db/client.ts";
import { statement } from "#db/lookup.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { sessions, type User } from "#db/schema.ts";
import { networkOf } from "#lib/address.ts";

/** What the cookie's token says. Alone it proves nothing: the row must live too. */
export type SessionToken = {
  /** random; names the session's row */
  sid: string;
  userId: number;
  /** users.sessionVersion at the sign-in */
  version: number;
};

/** Where a sign-in comes from. */
export type Device = { address: string; userAgent: string };

const hourMs = 60 * 60_000;
/** A session ends after this time, however busy it is. */
export const longestSessionMs = 30 * 24 * hourMs;
const defaultIdleHours = 12;
const seenEveryMs = 60_000;
/** Rows of ended sessions tell the throttle where somebody usually signs in. */
const keepEndedMs = 30 * 24 * hourMs;

/** $TANDEM_SESSION_IDLE_HOURS in ms; a setting that is no positive number must not mean "for ever". */
export function idleLimitMs(setting = process.env.TANDEM_SESSION_IDLE_HOURS): number {
  const hours = Number(setting);
  return (hours > 0 ? hours : defaultIdleHours) * hourMs;
}

const hashOf = (sid: string): string => createHash("sha256").update(sid).digest("hex");

/** A new session of somebody who has just shown who they are. @returns its sid */
export function startSession(tx: Db, userId: number, device: Device, now: number): string {
  const sid = randomBytes(32).toString("base64url");
  tx.insert(sessions)
    .values({
      hash: hashOf(sid),
      userId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + longestSessionMs,
      address: device.address.slice(0, 64),
      userAgent: device.userAgent.slice(0, 300),
    })
    .run();
  return sid;
}

export type LiveSession = {
  id: number;
  /** as much of whose it is as a request for a task or a picture needs */
  user: Pick<User, "id" | "role" | "mustChangePassword">;
  /** it was last noted as seen a while ago: call noteSeen() when a write does not disturb */
  unseen: boolean;
};

type Row = Pick<typeof sessions.$inferSelect, "id" | "revokedAt" | "expiresAt" | "lastSeenAt"> &
  Pick<User, "sessionVersion" | "disabledAt" | "role"> & { userId: number; mustChangePassword: number };

/** By the hash's unique index, then by the user's key; only what the verdict needs. */
const sessionByHash = statement<[string], Row>(
  `select sessions.id, revokedAt, expiresAt, lastSeenAt,
     users.id as userId, sessionVersion, disabledAt, role, mustChangePassword
   from sessions join users on users.id = sessions.userId where sessions.hash = ?`,
);

function lives(row: Row, token: SessionToken, now: number): boolean {
  const over = row.revokedAt !== null || now >= row.expiresAt || now - row.lastSeenAt >= idleLimitMs();
  const same = row.userId === token.userId && row.sessionVersion === token.version;
  return !over && same && row.disabledAt === null;
}

/**
 * Whose request this is, asked at each one: a session that was ended, a lock-out, a new role or a new
 * password takes effect with the next request.
 * @returns null when the session does not live (any more)
 */
export function liveSession(db: RootDb, token: SessionToken, now: number): LiveSession | null {
  const row = sessionByHash(db).get(hashOf(token.sid));
  if (!row || !lives(row, token, now)) return null;
  const { id, userId, role, mustChangePassword, lastSeenAt } = row;
  return {
    id,
    user: { id: userId, role, mustChangePassword: mustChangePassword === 1 },
    unseen: now - lastSeenAt >= seenEveryMs,
  };
}

export function noteSeen(db: Db, sessionId: number, now: number): void {
  write(db, (tx) => tx.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.id, sessionId)).run());
}

const living = (now: number) =>
  and(isNull(sessions.revokedAt), gt(sessions.expiresAt, now), gt(sessions.lastSeenAt, now - idleLimitMs()));

/** Somebody's sessions that live, latest seen first. */
export const listSessions = (db: Db, userId: number, now: number) =>
  db
    .select({
      id: sessions.id,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      address: sessions.address,
      userAgent: sessions.userAgent,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), living(now)))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
    .all();

/** Number of sessions that live, by person. */
export const sessionCounts = (db: Db, now: number): Map<number, number> =>
  new Map(
    db
      .select({ userId: sessions.userId, n: sql<number>`count(*)` })
      .from(sessions)
      .where(living(now))
      .groupBy(sessions.userId)
      .all()
      .map(({ userId, n }) => [userId, n]),
  );

/** The person signs out. */
export function signOut(db: Db, token: SessionToken, now: number): void {
  write(db, (tx) => {
    const ended = tx
      .update(sessions)
      .set({ revokedAt: now })
      .where(and(eq(sessions.hash, hashOf(token.sid)), living(now)))
      .returning()
      .all();
    for (const { userId, address } of ended)
      recordAuditEntry(tx, { userId, action: "sign-out", detail: { address } }, now);
  });
}

/**
 * End sessions of a person, in the transaction that changes the account.
 * @param which one, all but one (the one that asks), or all of them
 * @returns how many lived
 */
export function revokeSessions(
  tx: Db,
  userId: number,
  which: { only: number } | { except: number } | "all",
  now: number,
): number {
  const chosen =
    which === "all"
      ? undefined
      : "only" in which
        ? eq(sessions.id, which.only)
        : ne(sessions.id, which.except);
  return tx
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.userId, userId), living(now), chosen))
    .run().changes;
}

/** End sessions at somebody's wish. @param by the person themselves, or an admin @returns how many lived */
export function endSessions(
  db: Db,
  person: Pick<User, "id" | "name">,
  which: { only: number } | { except: number } | "all",
  by: number,
  now: number,
): number {
  return write(db, (tx) => {
    const sessions = revokeSessions(tx, person.id, which, now);
    if (sessions > 0)
      recordAuditEntry(
        tx,
        {
          userId: by,
          action: "session.end",
          subjectId: person.id,
          detail: { user: person.name, sessions, own: by === person.id },
        },
        now,
      );
    return sessions;
  });
}

/** Has this person signed in from this network before? */
export const isFamiliar = (db: Db, userId: number, address: string): boolean =>
  db
    .selectDistinct({ address: sessions.address })
    .from(sessions)
    .where(eq(sessions.userId, userId))
    .all()
    .some((known) => networkOf(known.address) === networkOf(address));

/** Forget sessions that have been over for a month. */
export function sweepSessions(db: Db, now: number): number {
  const before = now - keepEndedMs;
  return write(
    db,
    (tx) =>
      tx
        .delete(sessions)
        .where(
          or(lt(sessions.expiresAt, before), lt(sessions.revokedAt, before), lt(sessions.lastSeenAt, before)),
        )
        .run().changes,
  );
}
