import type { Role } from "#lib/domain.ts";
import type { Member, Project, User } from "#db/schema.ts";

declare const granted: unique symbol;

/**
 * A resource on which a role was checked. Functions that change a project take
 * `Authorized<Project, "admin">`; a bare row does not compile, so the check cannot be forgotten.
 */
export type Authorized<T, R extends Role> = T & { readonly [granted]: R; readonly by: number | null };

/** What is particular about a person in a project; null: nothing. */
export type Membership = Pick<Member, "role" | "annotates"> | null;

/** What each role may act as: an admin may do a researcher's work, and everybody may annotate. */
const mayActAs: Record<Role, readonly Role[]> = {
  annotator: ["annotator"],
  researcher: ["researcher", "annotator"],
  admin: ["admin", "researcher", "annotator"],
};

export const may = (user: Pick<User, "role">, role: Role): boolean => mayActAs[user.role].includes(role);

/**
 * Somebody's role in a project: that of their membership, else of their account. An admin of all is one here
 * too, and only members enter a project that is for them alone.
 * @returns null when they may not enter
 */
export function roleIn(
  user: Pick<User, "role">,
  project: Pick<Project, "membersOnly">,
  membership: Membership,
): Role | null {
  if (user.role === "admin") return "admin";
  if (membership) return membership.role ?? user.role;
  return project.membersOnly ? null : user.role;
}

/** Who sees gold is not asked, unless an admin said so: the answers of people are to be blind. */
export const isAsked = (role: Role, membership: Membership): boolean =>
  role === "annotator" || membership?.annotates === true;

/**
 * The one place that decides who may do what to a project. An archived project is out of everybody's reach
 * until it is brought back; only the command line still sees it.
 * @returns the project with the permission in its type, or null when the user may not act as `role` on it
 */
export function authorize<R extends Role>(
  user: Pick<User, "id" | "role">,
  project: Project,
  role: R,
  membership: Membership,
): Authorized<Project, R> | null {
  const own = roleIn(user, project, membership);
  if (own === null || project.archivedAt !== null) return null;
  const granted = role === "annotator" ? isAsked(own, membership) : may({ role: own }, role);
  return granted ? grant(project, role, user.id) : null;
}

/** An admin, of an archived project: to bring it back, or to delete it. */
export const authorizeArchived = (
  user: Pick<User, "id" | "role">,
  project: Project,
): Authorized<Project, "admin"> | null =>
  may(user, "admin") && project.archivedAt !== null && project.deletedAt === null
    ? grant(project, "admin", user.id)
    : null;

/** The command line: whoever can run commands beside the database file may do everything to it. */
export const asOperator = (project: Project): Authorized<Project, "admin"> => grant(project, "admin", null);

function grant<R extends Role>(project: Project, _role: R, by: number | null): Authorized<Project, R> {
  // The brand exists only in types; this is the one place that makes it.
  return { ...project, by } as Authorized<Project, R>;
}
