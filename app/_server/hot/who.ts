import type { IncomingMessage } from "node:http";
import { db } from "../database.ts";
import { Refusal } from "../refusal.ts";
import { readSessionToken, sessionCookie } from "../session-token.ts";
import { type LiveSession, liveSession, type SessionToken } from "#db/people/sessions.ts";

/** Deciphering a token costs more than everything else here; what it says does not change. */
const known = new Map<string, SessionToken>();
const maxKnown = 10_000;

/**
 * Who asks. The rows of session and person are read again at every request, so that a sign-out, a
 * lock-out, a new role or a new password takes effect at once.
 * @throws Refusal 401 for nobody, 403 for somebody who has yet to choose a password
 */
export async function whoAsks(request: IncomingMessage): Promise<LiveSession> {
  const token = await tokenOf(request);
  const session = token && liveSession(db(), token, Date.now());
  if (!session) throw new Refusal(401, "Your session has ended. Please sign in again.");
  if (session.user.mustChangePassword) throw new Refusal(403, "Choose a password of your own first.");
  return session;
}

/** The token that a request brings, of a session that was once begun here: whether it still is, it does not say. */
export async function tokenOf(request: IncomingMessage): Promise<SessionToken | null> {
  const value = cookie(request.headers.cookie, sessionCookie());
  const before = value === undefined ? undefined : known.get(value);
  if (before) return before;
  const token = await readSessionToken(value);
  if (token && value !== undefined) {
    if (known.size >= maxKnown) known.clear();
    known.set(value, token);
  }
  return token;
}

function cookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(";") ?? []) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}
