import "server-only";
import { getServerSession } from "next-auth";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { authOptions } from "./auth.ts";
import { db } from "./database.ts";
import { projectFor } from "./project.ts";
import { type Authorized, may } from "#db/access.ts";
import type { Project, User } from "#db/schema.ts";
import { findUser } from "#db/people/users.ts";
import type { Role } from "#lib/domain.ts";

/**
 * Who asks. The row is read again at every request, so that a lock-out, a new role or a new password
 * ends older sessions at once.
 */
export const currentUser = cache(async (): Promise<User | null> => {
  const session = await getServerSession(authOptions);
  if (!session) return null;
  const user = findUser(db(), session.userId);
  if (!user || user.disabledAt !== null || user.sessionVersion !== session.version) return null;
  return user;
});

/** For pages: somebody who may act as `role`, or off to the sign-in page, or "not found". */
export async function requireRole(role: Role): Promise<User> {
  const user = await requireUser();
  if (!may(user, role)) notFound();
  return user;
}

/** For pages: somebody signed in, with a password of their own. */
export async function requireUser(): Promise<User> {
  const user = await currentUser();
  if (!user) redirect("/signin");
  if (user.mustChangePassword) redirect("/account?first=1");
  return user;
}

/** For pages: the project of the URL with the right to act as `role` on it. A project one may not see is not found. */
export async function requireProject<R extends Role>(
  slug: string,
  role: R,
): Promise<{ user: User; project: Authorized<Project, R> }> {
  const user = await requireRole(role);
  const project = projectFor(user, slug, role);
  if (!project) notFound();
  return { user, project };
}
