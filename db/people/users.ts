import { and, asc, count, eq, isNull, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { type Result, type Role, fail, ok } from "#lib/domain.ts";
import { type Db, write } from "#db/client.ts";
import { lookup } from "#db/lookup.ts";
import { endTokens } from "#db/people/api-tokens.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { endLinksBy, endPasswordLinks } from "#db/people/links.ts";
import { oneTimeLifeMs } from "#db/people/password.ts";
import { revokeSessions } from "#db/people/sessions.ts";
import { forgetTries } from "#db/people/sign-in-throttle.ts";
import { identities, type User, users } from "#db/schema.ts";

const userById = lookup((db) =>
  db
    .select()
    .from(users)
    .where(eq(users.id, sql.placeholder("id"))),
);
export const findUser = (db: Db, id: number): User | undefined => userById(db, { id });

export const findUserByName = (db: Db, name: string): User | undefined =>
  db.select().from(users).where(eq(users.name, name.trim().toLowerCase())).get();

export const countUsers = (db: Db): number => db.select({ n: count() }).from(users).get()?.n ?? 0;

export const listUsers = (db: Db): User[] => db.select().from(users).orderBy(asc(users.name)).all();

/** What a person signs in with. */
export const signInName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9][a-z0-9._@-]{0,63}$/,
    "Use letters, digits and . _ @ - only, and begin with a letter or digit.",
  );

/** What the pages call a person; without one, their sign-in name. Marks that turn text around would turn sentences around. */
export const personName = z
  .string()
  .trim()
  .max(100)
  .regex(
    /^(?!.*[\p{Cc}\p{Bidi_Control}])(.*[\p{L}\p{N}\p{S}].*)?$/su,
    "Leave out characters that cannot be seen.",
  );

/** Who is to be made. `name` as of signInName, `passwordHash` of hashPassword() or noPassword. */
export type NewUser = {
  name: string;
  displayName: string;
  role: Role;
  passwordHash: string;
  mustChangePassword: boolean;
};

/** In the transaction of whoever says why. @returns the new user, or a sentence when the name is taken */
export function insertUser(tx: Db, user: NewUser, now: number): Result<User> {
  const name = signInName.parse(user.name);
  if (findUserByName(tx, name)) return fail(`There is already somebody with the name ${name}.`);
  return ok(
    tx
      .insert(users)
      .values({ ...user, name, passwordExpiresAt: expiry(user.mustChangePassword, now), createdAt: now })
      .returning()
      .get(),
  );
}

/** @returns the new user, or a sentence when the name is taken */
export function createUser(db: Db, user: NewUser, by: number | null, now: number): Result<User> {
  return write(db, (tx) => {
    const made = insertUser(tx, user, now);
    if (!made.ok) return made;
    const { id, name, role } = made.value;
    recordAuditEntry(
      tx,
      { userId: by, action: "user.create", subjectId: id, detail: { user: name, role } },
      now,
    );
    return made;
  });
}

const expiry = (oneTime: boolean, now: number): number | null => (oneTime ? now + oneTimeLifeMs() : null);

/** Does somebody still have a one-time password, and is it good? */
export function oneTimeState(user: User, now: number): "none" | "waiting" | "expired" {
  if (!user.mustChangePassword) return "none";
  return user.passwordExpiresAt !== null && user.passwordExpiresAt <= now ? "expired" : "waiting";
}

/** A one-time password from the command line (`by` null): ends the person's sessions, and every wait. */
export function resetPassword(db: Db, userId: number, hash: string, by: number | null, now: number): void {
  write(db, (tx) => {
    const { name } = tx
      .update(users)
      .set({
        passwordHash: hash,
        mustChangePassword: true,
        passwordExpiresAt: expiry(true, now),
        sessionVersion: sql`${users.sessionVersion} + 1`,
      })
      .where(eq(users.id, userId))
      .returning()
      .get();
    revokeSessions(tx, userId, "all", now);
    // who got hold of the account may have made a way in of their own
    endTokens(tx, userId, now);
    tx.delete(identities).where(eq(identities.userId, userId)).run();
    endPasswordLinks(tx, userId, now);
    forgetTries(tx, name);
    recordAuditEntry(
      tx,
      { userId: by, action: "user.reset", subjectId: userId, detail: { user: name } },
      now,
    );
  });
}

/** A person's own new password: ends their other sessions. @param sessionId the one they are in */
export function changeOwnPassword(
  db: Db,
  userId: number,
  hash: string,
  sessionId: number,
  now: number,
): void {
  write(db, (tx) => {
    tx.update(users)
      .set({ passwordHash: hash, mustChangePassword: false, passwordExpiresAt: null })
      .where(eq(users.id, userId))
      .run();
    const sessions = revokeSessions(tx, userId, { except: sessionId }, now);
    endPasswordLinks(tx, userId, now);
    recordAuditEntry(tx, { userId, action: "user.password", detail: { sessions } }, now);
  });
}

/**
 * Change role or lock out; ends the person's sessions, and the links that they handed out unless they are an
 * admin afterwards. The last admin stays one.
 */
export function changeUser(
  db: Db,
  userId: number,
  change: { role: Role } | { disabled: boolean },
  by: number,
  now: number,
): Result<null> {
  return write(db, (tx) => {
    const user = findUser(tx, userId);
    if (!user) return fail("There is nobody with this number.");
    if (user.id === by) return fail("You cannot change your own role or lock yourself out.");
    const keepsAdmin = "role" in change ? change.role === "admin" : !change.disabled;
    if (user.role === "admin" && !keepsAdmin && otherAdmins(tx, userId) === 0)
      return fail("Somebody has to stay admin.");
    tx.update(users)
      .set({
        ...("role" in change ? { role: change.role } : { disabledAt: change.disabled ? now : null }),
        sessionVersion: sql`${users.sessionVersion} + 1`,
      })
      .where(eq(users.id, userId))
      .run();
    revokeSessions(tx, userId, "all", now);
    if (!("role" in change) || change.role !== "admin") endLinksBy(tx, userId, now);
    if ("disabled" in change && change.disabled) {
      endPasswordLinks(tx, userId, now);
      endTokens(tx, userId, now);
    }
    if ("disabled" in change && !change.disabled) forgetTries(tx, user.name);
    recordAuditEntry(
      tx,
      {
        userId: by,
        action: "user.change",
        subjectId: userId,
        detail:
          "role" in change ? { user: user.name, from: user.role, ...change } : { user: user.name, ...change },
      },
      now,
    );
    return ok(null);
  });
}

const otherAdmins = (tx: Db, userId: number): number =>
  tx
    .select({ n: count() })
    .from(users)
    .where(and(eq(users.role, "admin"), isNull(users.disabledAt), ne(users.id, userId)))
    .get()?.n ?? 0;
