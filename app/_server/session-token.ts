import { decode } from "next-auth/jwt";
import { z } from "zod";
import type { SessionToken } from "#db/people/sessions.ts";

/** The cookie that next-auth keeps its token in. Ours is small: it is never split into several. */
export const sessionCookie = (): string =>
  process.env.NEXTAUTH_URL?.startsWith("https://")
    ? "__Secure-next-auth.session-token"
    : "next-auth.session-token";

const token = z.object({ sid: z.string(), userId: z.int(), version: z.int() });

/**
 * What the session cookie's token says; it proves nothing before liveSession() has been asked.
 * @param cookie the cookie's value
 * @returns null for a token that is not ours, has run out, or is of an older version
 */
export async function readSessionToken(cookie: string | undefined): Promise<SessionToken | null> {
  const secret = process.env.NEXTAUTH_SECRET;
  if (!cookie || !secret) return null;
  try {
    return token.safeParse(await decode({ token: cookie, secret })).data ?? null;
  } catch {
    return null; // whatever was wrong with it: not ours
  }
}
