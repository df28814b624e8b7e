import type { Role } from "#lib/domain.ts";
import type { Project, User } from "#db/schema.ts";

declare const granted: unique symbol;

/**
 * A resource on which a role was checked. Functions that change a project take
 * `Authorized<Project, "admin">`; a bare row does not compile, so the check cannot be forgotten.
 */
export type Authorized<T, R extends Role> = T & { readonly [granted]: R; readonly by: number | null };

/** What each role may act as: an admin may do a researcher's work, and everybody may annotate. */
const mayActAs: Record<Role, readonly Role[]> = {
  annotator: ["annotator"],
  researcher: ["researcher", "annotator"],
  admin: ["admin", "researcher", "annotator"],
};

export const may = (user: Pick<User, "role">, role: Role): boolean => mayActAs[user.role].includes(role);

/**
 * An archived project is out of everybody's reach until it is brought back; only the command line still
 * sees it.
 * @returns the project with the permission in its type, or null when the user may not act as `role` on it
 */
export function authorize<R extends Role>(
  user: Pick<User, "id" | "role">,
  project: Project,
  role: R,
): Authorized<Project, R> | null {
  return may(user, role) && project.archivedAt === null ? grant(project, role, user.id) : null;
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
