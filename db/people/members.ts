import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { type Authorized, isAsked, may, type Membership, roleIn } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { lookup } from "#db/lookup.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { endInvitationsTo } from "#db/people/links.ts";
import { findUser } from "#db/people/users.ts";
import { members, type Project, projects, raters, type User, users } from "#db/schema.ts";
import { fail, ok, type Result, type Role, roles } from "#lib/domain.ts";

/**
 * As much of a membership as says what somebody may do. The first column is never null in a row: by it drizzle
 * tells that there is none.
 */
const particular = { annotates: members.annotates, role: members.role };

const bySlug = lookup((db) =>
  db
    .select({ project: projects, membership: particular })
    .from(projects)
    .leftJoin(members, and(eq(members.projectId, projects.id), eq(members.userId, sql.placeholder("userId"))))
    .where(eq(projects.slug, sql.placeholder("slug"))),
);
const byId = lookup((db) =>
  db
    .select({ project: projects, membership: particular })
    .from(projects)
    .leftJoin(members, and(eq(members.projectId, projects.id), eq(members.userId, sql.placeholder("userId"))))
    .where(eq(projects.id, sql.placeholder("id"))),
);

/**
 * A project with what is particular about a person in it: one look-up, made at every request.
 * @param asked its short name or its number
 */
export const projectAndMembership = (
  db: Db,
  asked: string | number,
  userId: number,
): { project: Project; membership: Membership } | undefined =>
  typeof asked === "string" ? bySlug(db, { slug: asked, userId }) : byId(db, { id: asked, userId });

/** A project that somebody may enter, and as what. */
export type Place = {
  project: Project;
  role: Role;
  /** they may answer; an annotator does, who sees gold only if an admin said so */
  asked: boolean;
};

/** The projects that somebody may enter. */
export const placesOf = (db: Db, user: Pick<User, "id" | "role">): Place[] =>
  db
    .select({ project: projects, membership: particular })
    .from(projects)
    .leftJoin(members, and(eq(members.projectId, projects.id), eq(members.userId, user.id)))
    .where(isNull(projects.archivedAt))
    .orderBy(asc(projects.id))
    .all()
    .flatMap(({ project, membership }) => {
      const role = roleIn(user, project, membership);
      return role === null ? [] : [{ project, role, asked: isAsked(role, membership) }];
    });

/** The projects on which somebody may act as `role` (an annotator: which they may enter). */
export const projectsOf = (db: Db, user: Pick<User, "id" | "role">, role: Role): Project[] =>
  placesOf(db, user)
    .filter((place) => may(place, role))
    .map(({ project }) => project);

const highestHere = lookup((db) =>
  db
    .select({
      rank: sql<
        number | null
      >`max(case ${members.role} when 'admin' then 2 when 'researcher' then 1 else 0 end)`,
    })
    .from(members)
    .innerJoin(projects, eq(projects.id, members.projectId))
    .where(and(eq(members.userId, sql.placeholder("userId")), isNull(projects.archivedAt))),
);

/** The highest role that somebody has anywhere, in their account or in a project. */
export function highestRole(db: Db, user: Pick<User, "id" | "role">): Role {
  if (user.role === "admin") return "admin";
  const here = roles[highestHere(db, { userId: user.id })?.rank ?? 0] ?? "annotator";
  return may({ role: here }, user.role) ? here : user.role;
}

export type MemberLine = {
  id: number;
  name: string;
  displayName: string;
  accountRole: Role;
  disabled: boolean;
  /** their role here, as the membership says it; null: that of their account */
  given: Role | null;
  /** their role here */
  role: Role;
  asked: boolean;
};

/** Everybody who was made a member, by name. */
export const listMembers = (db: Db, project: Authorized<Project, "admin">): MemberLine[] =>
  db
    .select({ user: users, membership: particular })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.projectId, project.id))
    .orderBy(asc(users.displayName))
    .all()
    .map(({ user, membership }) => {
      const role = roleIn(user, project, membership) ?? user.role;
      return {
        ...{ id: user.id, name: user.name, displayName: user.displayName, accountRole: user.role },
        ...{ disabled: user.disabledAt !== null, given: membership.role, role },
        asked: isAsked(role, membership),
      };
    });

/** Everybody who may be asked here, members or not, by name; whoever is locked out is left out. */
export function mayBeAsked(
  db: Db,
  project: Authorized<Project, "admin">,
): { id: number; name: string; displayName: string }[] {
  return db
    .select({ user: users, membership: particular, member: members.userId })
    .from(users)
    .leftJoin(members, and(eq(members.userId, users.id), eq(members.projectId, project.id)))
    .where(isNull(users.disabledAt))
    .orderBy(asc(users.displayName))
    .all()
    .flatMap(({ user: { id, name, displayName, ...user }, membership, member }) => {
      const particulars = member === null ? null : membership;
      const role = roleIn(user, project, particulars);
      return role !== null && isAsked(role, particulars) ? [{ id, name, displayName }] : [];
    });
}

/** What an admin of a project says of somebody in it; what is left out stays. */
export type MemberChange = { role?: Role | null; annotates?: boolean };

/** Make somebody a member, or change what they are here. @returns a sentence when it may not be */
export function setMember(
  db: Db,
  project: Authorized<Project, "admin">,
  userId: number,
  change: MemberChange,
  now: number,
): Result<null> {
  return write(db, (tx) => {
    const user = findUser(tx, userId);
    if (!user) return fail("There is nobody with this name.");
    const before = projectAndMembership(tx, project.id, userId)?.membership;
    const role = change.role === undefined ? (before?.role ?? null) : change.role;
    const annotates = change.annotates ?? before?.annotates ?? false;
    if (user.id === project.by && isNotAdmin(user, role))
      return fail("You cannot take your own rights here; ask another admin.");
    if (before && before.role === role && before.annotates === annotates) return ok(null);
    storeMember(tx, project.id, userId, { role, annotates }, now);
    if (isNotAdmin(user, role)) endInvitationsTo(tx, project.id, userId, now);
    recordAuditEntry(
      tx,
      {
        userId: project.by,
        action: "project.member",
        projectId: project.id,
        subjectId: userId,
        detail: { user: user.name, role: role ?? user.role, annotates, added: !before },
      },
      now,
    );
    return ok(null);
  });
}

/** Whether somebody with that role in a project is not its admin. */
const isNotAdmin = (user: User, role: Role | null): boolean =>
  user.role !== "admin" && (role ?? user.role) !== "admin";

/** In the transaction of whoever decided it. */
export function storeMember(
  tx: Db,
  projectId: number,
  userId: number,
  values: { role: Role | null; annotates: boolean },
  now: number,
): void {
  tx.insert(members)
    .values({ projectId, userId, ...values, addedAt: now })
    .onConflictDoUpdate({ target: [members.projectId, members.userId], set: values })
    .run();
}

/** Whoever sees the gold of a project and has an account just now is to answer all the same: for what is to be tried out. */
export function letEverybodyAnswer(tx: Db, projectId: number, now: number): void {
  for (const { id } of tx
    .select({ id: users.id })
    .from(users)
    .where(sql`${users.role} <> 'annotator'`)
    .all())
    storeMember(tx, projectId, id, { role: null, annotates: true }, now);
}

/** Nothing is particular about somebody any more: an open project is open to them as their account is, another closed. */
export function removeMember(
  db: Db,
  project: Authorized<Project, "admin">,
  userId: number,
  now: number,
): Result<null> {
  return write(db, (tx) => {
    const user = findUser(tx, userId);
    if (!user) return fail("There is nobody with this name.");
    if (user.id === project.by && isNotAdmin(user, null))
      return fail("You cannot take your own rights here; ask another admin.");
    const { changes } = tx
      .delete(members)
      .where(and(eq(members.projectId, project.id), eq(members.userId, userId)))
      .run();
    if (isNotAdmin(user, null)) endInvitationsTo(tx, project.id, userId, now);
    if (changes > 0)
      recordAuditEntry(
        tx,
        {
          userId: project.by,
          action: "project.member.remove",
          projectId: project.id,
          subjectId: userId,
          detail: { user: user.name },
        },
        now,
      );
    return ok(null);
  });
}

/**
 * Open a project to everybody with an account, or to its members only. Nobody loses their work by it: who has
 * answered becomes a member.
 * @returns how many did
 */
export function setMembersOnly(
  db: Db,
  project: Authorized<Project, "admin">,
  membersOnly: boolean,
  now: number,
): number {
  return write(db, (tx) => {
    const before = projectAndMembership(tx, project.id, project.by ?? 0);
    if (!before || before.project.membersOnly === membersOnly) return 0;
    tx.update(projects).set({ membersOnly }).where(eq(projects.id, project.id)).run();
    let kept = 0;
    if (membersOnly) {
      const answered = tx
        .select({ userId: users.id })
        .from(raters)
        .innerJoin(users, eq(users.id, raters.userId))
        .leftJoin(members, and(eq(members.projectId, raters.projectId), eq(members.userId, users.id)))
        .where(and(eq(raters.projectId, project.id), isNull(members.userId)))
        .all();
      for (const { userId } of answered)
        storeMember(tx, project.id, userId, { role: null, annotates: false }, now);
      kept = answered.length;
    }
    recordAuditEntry(
      tx,
      {
        userId: project.by,
        action: "project.members",
        projectId: project.id,
        detail: { membersOnly, kept },
      },
      now,
    );
    return kept;
  });
}
