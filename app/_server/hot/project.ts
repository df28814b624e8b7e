import { projectFor } from "../project.ts";
import { Refusal } from "../refusal.ts";
import type { Authorized } from "#db/access.ts";
import type { Project, User } from "#db/schema.ts";
import type { Role } from "#lib/domain.ts";

/** The project of the request, or 404: a project one may not see does not exist. @throws Refusal */
export function projectOf<R extends Role>(
  slug: string,
  user: Pick<User, "id" | "role">,
  role: R,
): Authorized<Project, R> {
  const project = projectFor(user, slug, role);
  if (!project) throw new Refusal(404, "There is no such project.");
  return project;
}
