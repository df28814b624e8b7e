import { db } from "./database.ts";
import { Refusal } from "./refusal.ts";
import { type Authorized, authorize, authorizeArchived, roleIn } from "#db/access.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { projectAndMembership } from "#db/people/members.ts";
import type { Project, User } from "#db/schema.ts";
import type { Role } from "#lib/domain.ts";

/**
 * A project with the right to act as `role` on it: the one way from a request to a project.
 * @param asked its short name (from an address) or its number (from a form)
 * @returns null where there is none that this person may act on, archived ones included: to them it
 *   does not exist
 */
export function projectFor<R extends Role>(
  user: Pick<User, "id" | "role">,
  asked: string | number,
  role: R,
): Authorized<Project, R> | null {
  const found = projectAndMembership(db(), asked, user.id);
  return found ? authorize(user, found.project, role, found.membership) : null;
}

/** An archived project, for the few things that can be done with one. @param id its number */
export function archivedProjectFor(
  user: Pick<User, "id" | "role">,
  id: number,
): Authorized<Project, "admin"> | null {
  const project = findProjectById(db(), id);
  return project ? authorizeArchived(user, project) : null;
}

type Found = NonNullable<ReturnType<typeof projectAndMembership>>;

const entered = (user: Pick<User, "role">, { project, membership }: Found): boolean =>
  project.archivedAt === null && roleIn(user, project, membership) !== null;

/** May somebody enter the project, as whatever? */
export const mayEnter = (user: Pick<User, "id" | "role">, slug: string): boolean => {
  const found = projectAndMembership(db(), slug, user.id);
  return found !== undefined && entered(user, found);
};

/** Sees the project's gold, and no admin said that they are to answer all the same. */
const sighted = "You can see this project’s gold labels, so it does not ask you.";

/**
 * The project of a request, or 404: one that a person may not see does not exist. 403 for who may see it, but
 * is not asked.
 * @throws Refusal
 */
export function projectOf<R extends Role>(
  slug: string,
  user: Pick<User, "id" | "role">,
  role: R,
): Authorized<Project, R> {
  const found = projectAndMembership(db(), slug, user.id);
  const project = found && authorize(user, found.project, role, found.membership);
  if (project) return project;
  throw role === "annotator" && found && entered(user, found)
    ? new Refusal(403, sighted)
    : new Refusal(404, "There is no such project.");
}
