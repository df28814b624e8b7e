import "server-only";
import { db } from "../../../_server/database.ts";
import { type Authorized, authorize } from "#db/access.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import type { Project, User } from "#db/schema.ts";

export const noProject = { ok: false, message: "There is no such project." };

/** The project that a form names, if it is there, not archived, and the person may administer it. */
export function projectFor(user: User, id: number): Authorized<Project, "admin"> | null {
  const project = findProjectById(db(), id);
  return project && project.archivedAt === null ? authorize(user, project, "admin") : null;
}
