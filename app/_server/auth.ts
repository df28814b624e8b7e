import "server-only";
import type { AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { z } from "zod";
import { log } from "./log.ts";
import { db } from "./database.ts";
import { hashPassword, oneTimePassword, verifyPassword } from "#db/people/password.ts";
import { noteSignIn, signInWait } from "#db/people/sign-in-throttle.ts";
import { findUserByName } from "#db/people/users.ts";

declare module "next-auth" {
  interface Session {
    userId: number;
    /** must equal users.sessionVersion, or the session has ended */
    version: number;
  }
  interface User {
    version: number;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    userId: number;
    version: number;
  }
}

const credentials = z.object({ name: z.string().min(1).max(200), password: z.string().min(1).max(500) });

/** Compared against when the name is unknown, so that an answer takes as long as for a known one. */
let decoy: Promise<string> | undefined;

/** Codes that the sign-in page turns into sentences. */
export const signInErrors = { wrong: "wrong", wait: "wait" } as const;

async function checkCredentials(raw: unknown, address: string) {
  const given = credentials.safeParse(raw);
  if (!given.success) return null;
  const now = Date.now();
  const name = given.data.name.trim().toLowerCase();
  const from = { account: name, address };
  const wait = signInWait(db(), from, now);
  if (wait > 0) throw new Error(`${signInErrors.wait}:${Math.ceil(wait / 1000)}`);
  const user = findUserByName(db(), name);
  decoy ??= hashPassword(oneTimePassword());
  const matches = await verifyPassword(given.data.password, user?.passwordHash ?? (await decoy));
  const succeeded = matches && user !== undefined && user.disabledAt === null;
  noteSignIn(db(), from, succeeded, now);
  log.info({ name, address, succeeded }, "sign-in");
  return succeeded ? { id: String(user.id), version: user.sessionVersion } : null;
}

export const authOptions: AuthOptions = {
  session: { strategy: "jwt", maxAge: 30 * 24 * 60 * 60 },
  pages: { signIn: "/signin", error: "/signin" },
  providers: [
    Credentials({
      credentials: { name: {}, password: { type: "password" } },
      authorize: (raw, request) => {
        const forwarded: unknown = request.headers?.["x-forwarded-for"];
        const address = typeof forwarded === "string" ? (forwarded.split(",")[0]?.trim() ?? "") : "";
        return checkCredentials(raw, address || "unknown");
      },
    }),
  ],
  callbacks: {
    jwt: ({ token, user }) => (user ? { ...token, userId: Number(user.id), version: user.version } : token),
    session: ({ session, token }) => ({
      expires: session.expires,
      userId: token.userId,
      version: token.version,
    }),
    // Only ever back to a page of this site.
    redirect: ({ url, baseUrl }) =>
      url.startsWith("/") && !url.startsWith("//") ? `${baseUrl}${url}` : baseUrl,
  },
};
