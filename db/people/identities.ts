import { and, asc, count, eq, ne } from "drizzle-orm";
import { type Db, write } from "#db/client.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { acceptAsNewIn } from "#db/people/invitations.ts";
import { noPassword } from "#db/people/password.ts";
import { type Device, revokeSessions, startSession } from "#db/people/sessions.ts";
import { findUser, findUserByName, insertUser, personName, signInName } from "#db/people/users.ts";
import { identities, type Identity, type User } from "#db/schema.ts";
import { deviceWords } from "#lib/device-words.ts";
import { fail, ok, type Result } from "#lib/domain.ts";
import { type EntryRule, letsIn } from "#lib/entry-rule.ts";

/** Somebody as another service has just vouched for them. */
export type Vouched = {
  /** what our pages call the service */
  service: string;
  issuer: string;
  subject: string;
  /** only where the service says that it is verified */
  email: string | null;
  /** wished for, and made to fit */
  login: string | null;
  fullName: string | null;
};

/** What they come with besides. */
export type Entering = {
  rule: EntryRule;
  /** they are signed in, and asked on their account page to enter this way too */
  connectTo: { user: User; session: number } | null;
  /** token of an invitation that they are about to accept */
  invitation: string | null;
};

export type EntryRefusal = "uninvited" | "locked" | "taken";
export type Entry = { ok: true; user: User; sid: string } | { ok: false; refusal: EntryRefusal };

const refused = (refusal: EntryRefusal): Entry => ({ ok: false, refusal });

/**
 * Let somebody in through another service. An account is theirs by issuer and subject, and by nothing else:
 * never by an e-mail address or a name that happens to be equal. An account gets such an identity when its
 * person, signed in, asks for it, or when it is made by it: by an invitation or by the rule.
 */
export function enter(
  db: Db,
  who: Vouched,
  { rule, connectTo, invitation }: Entering,
  device: Device,
  now: number,
): Entry {
  return write(db, (tx) => {
    const known = tx
      .select()
      .from(identities)
      .where(and(eq(identities.issuer, who.issuer), eq(identities.subject, who.subject)))
      .get();
    if (known && connectTo && known.userId !== connectTo.user.id) return refused("taken");
    const user = known
      ? findUser(tx, known.userId)
      : (connectTo?.user ?? newcomer(tx, who, rule, invitation, now));
    if (!user) return refused("uninvited");
    if (user.disabledAt !== null) return refused("locked");
    if (!known) connect(tx, user, who, now);
    // The token of before is replaced by the new one.
    if (connectTo) revokeSessions(tx, user.id, { only: connectTo.session }, now);
    const detail = {
      address: device.address,
      device: deviceWords(device.userAgent),
      service: who.service,
    };
    recordAuditEntry(tx, { userId: user.id, action: "sign-in", detail }, now);
    return { ok: true, user, sid: startSession(tx, user.id, device, now) };
  });
}

function connect(tx: Db, user: User, who: Vouched, now: number): void {
  const label = (who.email ?? who.login ?? who.subject).slice(0, 200);
  const { issuer, subject, service } = who;
  tx.insert(identities).values({ issuer, subject, userId: user.id, label, createdAt: now }).run();
  const entry = { userId: user.id, action: "user.connect", subjectId: user.id };
  recordAuditEntry(tx, { ...entry, detail: { service } }, now);
}

function newcomer(
  tx: Db,
  who: Vouched,
  rule: EntryRule,
  invitation: string | null,
  now: number,
): User | undefined {
  const name = freeName(tx, who);
  const displayName = personName.safeParse(who.fullName ?? "").data || name;
  const person = { name, displayName, passwordHash: noPassword };
  const invited = invitation === null ? null : acceptAsNewIn(tx, invitation, person, now);
  if (invited?.ok) return invited.value;
  if (!letsIn(rule, who.email)) return undefined;
  const made = insertUser(tx, { ...person, role: "annotator", mustChangePassword: false }, now);
  if (!made.ok) return undefined;
  const { id } = made.value;
  const detail = { user: name, role: "annotator", service: who.service };
  recordAuditEntry(tx, { userId: id, action: "user.enter", subjectId: id, detail }, now);
  return made.value;
}

/** A sign-in name that nobody has, as near to theirs as it can be. */
function freeName(tx: Db, { login, email, subject }: Vouched): string {
  const wished = [login, email, subject].map((text) =>
    (text ?? "")
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^a-z0-9._@-]/g, "")
      .replace(/^[^a-z0-9]+/, "")
      .slice(0, 56),
  );
  const base = wished.find((name) => signInName.safeParse(name).success) ?? "person";
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}-${n}`;
    if (!findUserByName(tx, name)) return name;
  }
}

/** By which services somebody can enter. */
export const identitiesOf = (db: Db, userId: number): Identity[] =>
  db.select().from(identities).where(eq(identities.userId, userId)).orderBy(asc(identities.id)).all();

/** The person gives one of them up, but never their only way in. */
export function disconnect(db: Db, user: Pick<User, "id">, id: number, now: number): Result<null> {
  return write(db, (tx) => {
    const mine = and(eq(identities.id, id), eq(identities.userId, user.id));
    if (!tx.select().from(identities).where(mine).get()) return fail("It was disconnected already.");
    const others = tx
      .select({ n: count() })
      .from(identities)
      .where(and(eq(identities.userId, user.id), ne(identities.id, id)))
      .get();
    if ((others?.n ?? 0) === 0 && findUser(tx, user.id)?.passwordHash === noPassword)
      return fail("This is your only way in. Ask an admin for a link to choose a password first.");
    tx.delete(identities).where(mine).run();
    recordAuditEntry(tx, { userId: user.id, action: "user.disconnect", subjectId: user.id, detail: {} }, now);
    return ok(null);
  });
}

/** Whose accounts have a way in besides a password. */
export const connectedPeople = (db: Db): Set<number> =>
  new Set(
    db
      .selectDistinct({ userId: identities.userId })
      .from(identities)
      .all()
      .map(({ userId }) => userId),
  );
