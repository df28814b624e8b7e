import { db } from "./database.ts";
import { Refusal } from "./refusal.ts";
import { type Authorized, authorize, authorizeArchived } from "#db/access.ts";
import { findProject, findProjectById } from "#db/dataset/projects.ts";
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
  const project = typeof asked === "string" ? findProject(db(), asked) : findProjectById(db(), asked);
  return project ? authorize(user, project, role) : null;
}

/** An archived project, for the few things that can be done with one. @param id its number */
export function archivedProjectFor(
  user: Pick<User, "id" | "role">,
  id: number,
): Authorized<Project, "admin"> | null {
  const project = findProjectById(db(), id);
  return project ? authorizeArchived(user, project) : null;
}

/** The project of a request, or 404: one that a person may not see does not exist. @throws Refusal */
export function projectOf<R extends Role>(
  slug: string,
  user: Pick<User, "id" | "role">,
  role: R,
): Authorized<Project, R> {
  const project = projectFor(user, slug, role);
  if (!project) throw new Refusal(404, "There is no such project.");
  return project;
}
