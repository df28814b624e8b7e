import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { type Db, write } from "#db/client.ts";
import { endTokens } from "#db/people/api-tokens.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { endPasswordLinks, linkHash, newLinkToken } from "#db/people/links.ts";
import { noPassword, oneTimeLifeMs } from "#db/people/password.ts";
import { revokeSessions } from "#db/people/sessions.ts";
import { forgetTries } from "#db/people/sign-in-throttle.ts";
import { findUser, insertUser, type NewUser } from "#db/people/users.ts";
import { identities, passwordLinks, type User, users } from "#db/schema.ts";
import { fail, ok, type Result } from "#lib/domain.ts";

function makeLink(tx: Db, userId: number, by: number, now: number): string {
  endPasswordLinks(tx, userId, now);
  const token = newLinkToken();
  tx.insert(passwordLinks)
    .values({
      hash: linkHash(token),
      userId,
      createdBy: by,
      createdAt: now,
      expiresAt: now + oneTimeLifeMs(),
    })
    .run();
  return token;
}

/** An account without a password, and the link by which its person chooses one. @returns a sentence when the name is taken */
export function addPerson(
  db: Db,
  person: Omit<NewUser, "passwordHash" | "mustChangePassword">,
  by: number,
  now: number,
): Result<{ user: User; token: string }> {
  return write(db, (tx) => {
    const made = insertUser(tx, { ...person, passwordHash: noPassword, mustChangePassword: false }, now);
    if (!made.ok) return made;
    const { id, name, role } = made.value;
    const detail = { user: name, role };
    recordAuditEntry(tx, { userId: by, action: "user.create", subjectId: id, detail }, now);
    return ok({ user: made.value, token: makeLink(tx, id, by, now) });
  });
}

/**
 * A link to choose another password. The one of before stops working at once, and the person's sessions end.
 * @param by another person than `userId`
 */
export function resetByLink(db: Db, userId: number, by: number, now: number): Result<string> {
  if (userId === by) return fail("Change your own password on your account page.");
  return write(db, (tx) => {
    const user = findUser(tx, userId);
    if (!user) return fail("This person no longer exists.");
    if (user.disabledAt !== null) return fail("Let this person in again first.");
    tx.update(users)
      .set({
        passwordHash: noPassword,
        mustChangePassword: false,
        passwordExpiresAt: null,
        sessionVersion: sql`${users.sessionVersion} + 1`,
      })
      .where(eq(users.id, userId))
      .run();
    const sessions = revokeSessions(tx, userId, "all", now);
    // who got hold of the account may have made a way in of their own
    endTokens(tx, userId, now);
    tx.delete(identities).where(eq(identities.userId, userId)).run();
    forgetTries(tx, user.name);
    const detail = { user: user.name, link: true, sessions };
    recordAuditEntry(tx, { userId: by, action: "user.reset", subjectId: userId, detail }, now);
    return ok(makeLink(tx, userId, by, now));
  });
}

/** Whose password a link is for. @returns null for one that is none, has run out or was used */
export function findPasswordLink(db: Db, token: string, now: number): User | null {
  const row = db
    .select({ user: users })
    .from(passwordLinks)
    .innerJoin(users, eq(users.id, passwordLinks.userId))
    .where(
      and(
        eq(passwordLinks.hash, linkHash(token)),
        isNull(passwordLinks.endedAt),
        gt(passwordLinks.expiresAt, now),
        isNull(users.disabledAt),
      ),
    )
    .get();
  return row?.user ?? null;
}

/** The person chooses a password by their link, which ends with it. @param hash of the password */
export function chooseByLink(db: Db, token: string, hash: string, now: number): Result<User> {
  return write(db, (tx) => {
    const user = findPasswordLink(tx, token, now);
    if (!user) return fail("This link is no longer good. Ask an admin for a new one.");
    endPasswordLinks(tx, user.id, now);
    tx.update(users)
      .set({
        passwordHash: hash,
        mustChangePassword: false,
        passwordExpiresAt: null,
        sessionVersion: sql`${users.sessionVersion} + 1`,
      })
      .where(eq(users.id, user.id))
      .run();
    const sessions = revokeSessions(tx, user.id, "all", now);
    forgetTries(tx, user.name);
    recordAuditEntry(tx, { userId: user.id, action: "user.password", detail: { sessions, link: true } }, now);
    return ok(user);
  });
}

/** Until when each person's link is good, ms; nothing for those without one. */
export const waitingPasswordLinks = (db: Db, now: number): Map<number, number> =>
  new Map(
    db
      .select({ userId: passwordLinks.userId, expiresAt: passwordLinks.expiresAt })
      .from(passwordLinks)
      .where(and(isNull(passwordLinks.endedAt), gt(passwordLinks.expiresAt, now)))
      .all()
      .map(({ userId, expiresAt }) => [userId, expiresAt]),
  );

const keepMs = 30 * 24 * 60 * 60_000;

/** Forget links that ran out a month ago. @returns how many */
export const sweepPasswordLinks = (db: Db, now: number): number =>
  write(
    db,
    (tx) =>
      tx
        .delete(passwordLinks)
        .where(lt(passwordLinks.expiresAt, now - keepMs))
        .run().changes,
  );
