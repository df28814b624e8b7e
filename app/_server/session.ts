import "server-only";
import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { db } from "./database.ts";
import { log } from "./log.ts";
import { mayEnter, projectFor } from "./project.ts";
import { readSessionToken, sessionCookie } from "./session-token.ts";
import { type Authorized, may } from "#db/access.ts";
import type { Project, User } from "#db/schema.ts";
import { liveSession, noteSeen, type SessionToken } from "#db/people/sessions.ts";
import { highestRole } from "#db/people/members.ts";
import { findUser } from "#db/people/users.ts";
import type { Role } from "#lib/domain.ts";

/** For what outlives a request and has to ask liveSession() again. */
export const currentToken = async (): Promise<SessionToken | null> =>
  readSessionToken((await cookies()).get(sessionCookie())?.value);

/**
 * The session that a request belongs to. Its row and the person's are read again at every request, so
 * that a sign-out, a lock-out, a new role or a new password takes effect at once.
 */
export const currentSession = cache(async (): Promise<{ id: number; user: User } | null> => {
  const token = await currentToken();
  const now = Date.now();
  const session = token && liveSession(db(), token, now);
  if (session?.unseen)
    try {
      noteSeen(db(), session.id, now);
    } catch (error) {
      log.warn({ err: error }, "a session could not be noted as seen"); // no reason to refuse the request
    }
  const user = session && findUser(db(), session.user.id);
  return session && user ? { id: session.id, user } : null;
});

export const currentUser = async (): Promise<User | null> => (await currentSession())?.user ?? null;

/**
 * Whom an action or a handler is for: of their account's role, or, where it is about one project, of that role
 * in any. Such a one asks for its project by projectFor() besides, which says whether they have it there.
 */
export type Asked = Role | `project ${Exclude<Role, "annotator">}`;

/** The highest role that somebody has anywhere: what their way around shows. */
export const highest = cache((user: Pick<User, "id" | "role">): Role => highestRole(db(), user));

export function mayAsk(user: Pick<User, "id" | "role">, asked: Asked): boolean {
  if (asked === "project researcher") return may({ role: highest(user) }, "researcher");
  if (asked === "project admin") return may({ role: highest(user) }, "admin");
  return may(user, asked);
}

/** For pages: somebody who may act as `role`, or off to the sign-in page, or "not found". */
export async function requireRole(role: Asked): Promise<User> {
  const user = await requireUser();
  if (!mayAsk(user, role)) notFound();
  return user;
}

/** For pages: somebody signed in, with a password of their own. */
export async function requireUser(): Promise<User> {
  const user = await currentUser();
  if (!user) redirect("/signin");
  if (user.mustChangePassword) redirect("/account?first=1");
  return user;
}

/**
 * For pages: the project of the URL with the right to act as `role` on it. A project one may not see is not
 * found; who may see it, but is not asked about its pictures, hears why.
 */
export async function requireProject<R extends Role>(
  slug: string,
  role: R,
): Promise<{ user: User; project: Authorized<Project, R> }> {
  const user = await requireUser();
  const project = projectFor(user, slug, role);
  if (!project && role === "annotator" && mayEnter(user, slug)) redirect(`/annotate?sighted=${slug}`);
  if (!project) notFound();
  return { user, project };
}
