import { encode } from "next-auth/jwt";
import { type RootDb, write } from "#db/client.ts";
import { startSession } from "#db/people/sessions.ts";
import { findUserByName } from "#db/people/users.ts";

/** The cookie of somebody who has signed in; signing in a hundred people would take a minute of hashing. */
export async function sessionCookie(db: RootDb, name: string, secret: string): Promise<string> {
  const user = findUserByName(db, name);
  if (!user) throw new Error(`there is no ${name}`);
  const sid = write(db, (tx) =>
    startSession(tx, user.id, { address: "127.0.0.1", userAgent: "bench" }, Date.now()),
  );
  const token = await encode({ token: { sid, userId: user.id, version: user.sessionVersion }, secret });
  return `next-auth.session-token=${token}`;
}
