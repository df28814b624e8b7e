import { and, desc, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { type Authorized, may, roleIn } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { linkHash, newLinkToken } from "#db/people/links.ts";
import { projectAndMembership, storeMember } from "#db/people/members.ts";
import { insertUser, type NewUser } from "#db/people/users.ts";
import { type Invitation, invitations, type Project, projects, type User, users } from "#db/schema.ts";
import { fail, ok, type Result, type Role, roles } from "#lib/domain.ts";

const dayMs = 24 * 60 * 60_000;

/** How long a link may work, days, and how many people it may let in. */
export const invitationLimits = { days: 90, uses: 500 } as const;

export const invitationRequest = z
  .object({
    /** of the accounts it makes */
    role: z.enum(roles),
    days: z
      .int()
      .min(1, "At least one day.")
      .max(invitationLimits.days, `At most ${invitationLimits.days} days.`),
    uses: z
      .int()
      .min(1, "At least one person.")
      .max(invitationLimits.uses, `At most ${invitationLimits.uses} people.`),
  })
  .refine(({ role, uses }) => role !== "admin" || uses === 1, {
    path: ["uses"],
    message: "A link that makes an admin is for one person.",
  });

/** Where an invitation leads, besides to an account. */
export type InvitedTo = { project: Authorized<Project, "admin">; role: Role } | null;

/** Who is admin of a project only invites to it, and makes annotators' accounts. */
export const mayInvite = (user: Pick<User, "role">, role: Role, to: InvitedTo): boolean =>
  may(user, "admin") || (to !== null && role === "annotator");

export const inviteToOwnOnly = "You may invite annotators to your project only.";

/** A link for people without an account, and for those who have one and are to join a project. @returns its token, which is shown once */
export function invite(
  db: Db,
  { role, days, uses }: z.output<typeof invitationRequest>,
  to: InvitedTo,
  by: number,
  now: number,
): { id: number; token: string } {
  const token = newLinkToken();
  return write(db, (tx) => {
    const { id } = tx
      .insert(invitations)
      .values({
        ...{ hash: linkHash(token), role, maxUses: uses, createdBy: by, createdAt: now },
        expiresAt: now + days * dayMs,
        ...(to && { projectId: to.project.id, projectRole: to.role }),
      })
      .returning({ id: invitations.id })
      .get();
    const detail = { role, days, uses, ...(to && { project: to.project.name, projectRole: to.role }) };
    const entry = { userId: by, action: "user.invite", detail };
    recordAuditEntry(tx, { ...entry, ...(to && { projectId: to.project.id }) }, now);
    return { id, token };
  });
}

const open = (now: number) =>
  and(
    isNull(invitations.revokedAt),
    gt(invitations.expiresAt, now),
    lt(invitations.uses, invitations.maxUses),
  );

export type OpenInvitation = Invitation & { by: string; project: string | null };

/** The links that still let somebody in, newest first. @param projectId of one project; null: of all */
export const openInvitations = (db: Db, projectId: number | null, now: number): OpenInvitation[] =>
  db
    .select({ invitation: invitations, by: users.displayName, project: projects.name })
    .from(invitations)
    .innerJoin(users, eq(users.id, invitations.createdBy))
    .leftJoin(projects, eq(projects.id, invitations.projectId))
    .where(and(open(now), projectId === null ? undefined : eq(invitations.projectId, projectId)))
    .orderBy(desc(invitations.id))
    .all()
    .map(({ invitation, by, project }) => ({ ...invitation, by, project }));

export const findInvitation = (db: Db, id: number): Invitation | undefined =>
  db.select().from(invitations).where(eq(invitations.id, id)).get();

/** @returns a sentence for a link that lets nobody in any more */
export function revokeInvitation(db: Db, id: number, by: number, now: number): Result<null> {
  return write(db, (tx) => {
    const ended = tx
      .update(invitations)
      .set({ revokedAt: now })
      .where(and(eq(invitations.id, id), open(now)))
      .returning()
      .get();
    if (!ended) return fail("This link had ended already.");
    const { projectId, uses, maxUses } = ended;
    const entry = { userId: by, action: "user.invite.revoke", detail: { uses, maxUses } };
    recordAuditEntry(tx, { ...entry, ...(projectId !== null && { projectId }) }, now);
    return ok(null);
  });
}

/** What a link offers. `project` is null where it is archived, or the link leads to none. */
export type Offer = { invitation: Invitation; project: Project | null; by: string };

/** @returns null for a link that is none, has run out, was revoked or used up, or leads to a project that is gone */
export function findOffer(db: Db, token: string, now: number): Offer | null {
  const row = db
    .select({ invitation: invitations, project: projects, by: users.displayName })
    .from(invitations)
    .innerJoin(users, eq(users.id, invitations.createdBy))
    .leftJoin(projects, and(eq(projects.id, invitations.projectId), isNull(projects.archivedAt)))
    .where(and(eq(invitations.hash, linkHash(token)), open(now)))
    .get();
  return row && (row.invitation.projectId === null || row.project) ? row : null;
}

export const invitationGone = "This invitation is no longer good. Ask whoever sent it for a new one.";

/** Who they are to be: name and password hash, as insertUser() takes them. */
export type NewPerson = Pick<NewUser, "name" | "displayName" | "passwordHash">;

/** Somebody without an account accepts: account, membership and use of the link are one thing. */
export const acceptAsNew = (db: Db, token: string, person: NewPerson, now: number): Result<User> =>
  write(db, (tx) => acceptAsNewIn(tx, token, person, now));

/** The same in the transaction of whoever lets them in otherwise than by a password. */
export function acceptAsNewIn(tx: Db, token: string, person: NewPerson, now: number): Result<User> {
  const offer = findOffer(tx, token, now);
  if (!offer) return fail(invitationGone);
  const { role, projectRole } = offer.invitation;
  const made = insertUser(tx, { ...person, role, mustChangePassword: false }, now);
  if (!made.ok) return made; // nothing was used
  const { id, name } = made.value;
  const detail = { user: name, role, by: offer.by };
  recordAuditEntry(tx, { userId: id, action: "user.join", subjectId: id, detail }, now);
  if (projectRole) join(tx, offer, made.value, { role: projectRole, annotates: false }, now);
  count(tx, offer);
  return made;
}

/** Somebody with an account accepts: they join the project. A role that they have there is never lowered. */
export function acceptAsMember(db: Db, token: string, user: User, now: number): Result<Project> {
  return write(db, (tx) => {
    const offer = findOffer(tx, token, now);
    if (!offer) return fail(invitationGone);
    const { project } = offer;
    const { projectRole } = offer.invitation;
    if (!project || !projectRole)
      return fail("You have an account already; this invitation is for people without one.");
    const before = projectAndMembership(tx, project.id, user.id)?.membership ?? null;
    const own = roleIn(user, project, before);
    const enough = own !== null && may({ role: own }, projectRole);
    if (enough && before) return ok(project); // nothing to give, so nothing is used
    const role = enough ? null : projectRole;
    join(tx, offer, user, { role, annotates: before?.annotates ?? false }, now);
    count(tx, offer);
    return ok(project);
  });
}

/** One use less; the next to come finds it so. */
function count(tx: Db, { invitation }: Offer): void {
  tx.update(invitations)
    .set({ uses: sql`${invitations.uses} + 1` })
    .where(eq(invitations.id, invitation.id))
    .run();
}

function join(
  tx: Db,
  { project }: Offer,
  user: User,
  values: { role: Role | null; annotates: boolean },
  now: number,
): void {
  if (!project) return;
  storeMember(tx, project.id, user.id, values, now);
  const detail = { role: values.role ?? user.role };
  const entry = { userId: user.id, action: "project.join", projectId: project.id, subjectId: user.id };
  recordAuditEntry(tx, { ...entry, detail }, now);
}

/** Forget links that ran out a month ago. @returns how many */
export const sweepInvitations = (db: Db, now: number): number =>
  write(
    db,
    (tx) =>
      tx
        .delete(invitations)
        .where(lt(invitations.expiresAt, now - 30 * dayMs))
        .run().changes,
  );
