import { and, asc, eq, gt, isNull, ne } from "drizzle-orm";
import { type Db, write } from "#db/client.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { acceptAsNewIn } from "#db/people/invitations.ts";
import { noPassword } from "#db/people/password.ts";
import { type Device, revokeSessions, startSession } from "#db/people/sessions.ts";
import { findUser, findUserByName, insertUser, personName, signInName } from "#db/people/users.ts";
import { identities, type Identity, sessions, type User } from "#db/schema.ts";
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
  /** the session in which it happens, if there is one: it may have asked to be connected */
  session: number | null;
  /** token of an invitation that they are about to accept */
  invitation: string | null;
};

export type EntryRefusal = "uninvited" | "locked" | "taken";
export type Entry =
  | { ok: true; user: User; sid: string }
  /** `connecting`: it was to be connected to an account that stays signed in */
  | { ok: false; refusal: EntryRefusal; connecting: boolean };

/** How long somebody may take at the service, ms. */
const patience = 10 * 60_000;

/** The person of a session, who has just given their password again, will connect a service. */
export function askToConnect(db: Db, session: number, now: number): void {
  const connectUntil = now + patience;
  write(db, (tx) => tx.update(sessions).set({ connectUntil }).where(eq(sessions.id, session)).run());
}

/** Who asked for it by this session, as they are now; once. */
function askerOf(tx: Db, session: number | null, now: number): User | undefined {
  if (session === null) return undefined;
  const asked = and(eq(sessions.id, session), isNull(sessions.revokedAt), gt(sessions.connectUntil, now));
  const row = tx.update(sessions).set({ connectUntil: null }).where(asked).returning().get();
  const user = row && findUser(tx, row.userId);
  return user?.disabledAt === null && !user.mustChangePassword ? user : undefined;
}

/**
 * Let somebody in through another service. An account is theirs by issuer and subject, and by nothing else:
 * never by an e-mail address or a name that happens to be equal. An account gets such an identity when its
 * person, signed in, asks for it, or when it is made by it: by an invitation or by the rule.
 */
export function enter(
  db: Db,
  who: Vouched,
  { rule, session, invitation }: Entering,
  device: Device,
  now: number,
): Entry {
  return write(db, (tx) => {
    const known = tx
      .select()
      .from(identities)
      .where(and(eq(identities.issuer, who.issuer), eq(identities.subject, who.subject)))
      .get();
    const asker = askerOf(tx, session, now);
    const refused = (refusal: EntryRefusal): Entry => ({
      ok: false,
      refusal,
      connecting: asker !== undefined,
    });
    if (known && asker && known.userId !== asker.id) return refused("taken");
    const user = known ? findUser(tx, known.userId) : (asker ?? newcomer(tx, who, rule, invitation, now));
    if (!user) return refused("uninvited");
    if (user.disabledAt !== null) return refused("locked");
    if (!known) connect(tx, user, who, now);
    // The token of before is replaced by the new one.
    if (asker && session !== null) revokeSessions(tx, user.id, { only: session }, now);
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
  const wished = [login, email?.replace(/@.*/, ""), subject].map((text) =>
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

/**
 * The person gives one of them up, but never their only way in.
 * @param issuers of the services that can be used just now
 */
export function disconnect(
  db: Db,
  user: Pick<User, "id">,
  id: number,
  issuers: readonly string[],
  now: number,
): Result<null> {
  return write(db, (tx) => {
    const mine = and(eq(identities.id, id), eq(identities.userId, user.id));
    if (!tx.select().from(identities).where(mine).get()) return fail("It was disconnected already.");
    const others = tx
      .select()
      .from(identities)
      .where(and(eq(identities.userId, user.id), ne(identities.id, id)))
      .all()
      .filter(({ issuer }) => issuers.some((each) => sameIssuer(each, issuer)));
    if (others.length === 0 && findUser(tx, user.id)?.passwordHash === noPassword)
      return fail("This is your only way in. Ask an admin for a link to choose a password first.");
    tx.delete(identities).where(mine).run();
    recordAuditEntry(tx, { userId: user.id, action: "user.disconnect", subjectId: user.id, detail: {} }, now);
    return ok(null);
  });
}

/** Some write a slash at the end of their address, and some do not. */
const sameIssuer = (a: string, b: string): boolean => a.replace(/\/$/, "") === b.replace(/\/$/, "");

/** Whose accounts have a way in besides a password. */
export const connectedPeople = (db: Db): Set<number> =>
  new Set(
    db
      .selectDistinct({ userId: identities.userId })
      .from(identities)
      .all()
      .map(({ userId }) => userId),
  );
