import type { IncomingMessage } from "node:http";
import { decode } from "next-auth/jwt";
import { z } from "zod";
import { db } from "../database.ts";
import { Refusal } from "../refusal.ts";
import type { User } from "#db/schema.ts";
import { findUser } from "#db/people/users.ts";

/** Deciphering a token costs more than everything else here; what it says does not change. */
const claims = z.object({ userId: z.int(), version: z.int(), exp: z.number() });
type Claims = z.output<typeof claims>;
const known = new Map<string, Claims>();
const maxKnown = 10_000;

const secure = () => process.env.NEXTAUTH_URL?.startsWith("https:") ?? false;
const cookieName = () => `${secure() ? "__Secure-" : ""}next-auth.session-token`;

/**
 * Who asks. The row is read again at every request, so that a lock-out, a new role or a new password
 * ends older sessions at once.
 * @throws Refusal 401 for nobody, 403 for somebody who has yet to choose a password
 */
export async function whoAsks(request: IncomingMessage): Promise<User> {
  const token = cookie(request.headers.cookie, cookieName());
  const said = token === null ? null : await claimsOf(token);
  const user = said && said.exp * 1000 > Date.now() ? findUser(db(), said.userId) : undefined;
  if (!user || user.disabledAt !== null || user.sessionVersion !== said?.version)
    throw new Refusal(401, "Your session has ended. Please sign in again.");
  if (user.mustChangePassword) throw new Refusal(403, "Choose a password of your own first.");
  return user;
}

async function claimsOf(token: string): Promise<Claims | null> {
  const before = known.get(token);
  if (before) return before;
  const decoded = await decode({ token, secret: process.env.NEXTAUTH_SECRET ?? "" }).catch(() => null);
  const parsed = claims.safeParse(decoded);
  if (!parsed.success) return null;
  if (known.size >= maxKnown) known.clear();
  known.set(token, parsed.data);
  return parsed.data;
}

function cookie(header: string | undefined, name: string): string | null {
  for (const part of header?.split(";") ?? []) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
