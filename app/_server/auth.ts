import "server-only";
import type { AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { z } from "zod";
import { clientAddress } from "./client-address.ts";
import { mention } from "./complaints.ts";
import { log } from "./log.ts";
import { db } from "./database.ts";
import { retryBusy } from "./retry-busy.ts";
import { type SignInError, signInError } from "../_ui/sign-in-error.ts";
import { write } from "#db/client.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { checkPassword } from "#db/people/check-password.ts";
import { type Device, longestSessionMs, signOut, startSession } from "#db/people/sessions.ts";
import { findUserByName, oneTimeState } from "#db/people/users.ts";
import { networkOf } from "#lib/address.ts";
import { deviceWords } from "#lib/device-words.ts";
import { passwordLength } from "#lib/password-rules.ts";

declare module "next-auth" {
  interface User {
    userId: number;
    version: number;
    sid: string;
  }
}
declare module "next-auth/jwt" {
  /** SessionToken of db/people/sessions.ts; app/_server/session-token.ts reads it back. */
  interface JWT {
    userId: number;
    version: number;
    sid: string;
  }
}

const credentials = z.object({
  name: z.string().min(1).max(200),
  password: z.string().min(1).max(passwordLength.most),
});

/** @throws Error whose message next-auth hands to the sign-in page as its error code */
const refuse = (error: SignInError): never => {
  throw new Error(signInError.write(error));
};

async function signIn(raw: unknown, device: Device) {
  const given = credentials.safeParse(raw);
  if (!given.success) return null;
  const now = Date.now();
  const account = given.data.name.trim().toLowerCase();
  const user = findUserByName(db(), account);
  const { address } = device;
  const tried = { account, password: given.data.password, address };
  const verdict = await retryBusy(() => checkPassword(db(), tried, user, now));
  // Of an unknown name nothing is logged: it may be a password that was typed into the wrong field.
  const told = { account: user?.name ?? null, address, verdict: verdict.kind };
  mention(networkOf(address), () => log.info(told, "sign-in"));
  if (verdict.kind === "wait" || verdict.kind === "busy") return refuse(verdict);
  if (verdict.kind === "wrong" || !user) return null;
  if (oneTimeState(user, now) === "expired") return refuse({ kind: "expired" });
  const detail = { address, device: deviceWords(device.userAgent) };
  const sid = await retryBusy(() =>
    write(db(), (tx) => {
      recordAuditEntry(tx, { userId: user.id, action: "sign-in", detail }, now);
      return startSession(tx, user.id, device, now);
    }),
  );
  return { id: String(user.id), userId: user.id, version: user.sessionVersion, sid };
}

export const authOptions: AuthOptions = {
  session: { strategy: "jwt", maxAge: longestSessionMs / 1000 },
  pages: { signIn: "/signin", error: "/signin" },
  providers: [
    Credentials({
      credentials: { name: {}, password: { type: "password" } },
      authorize: (raw, { headers = {} }) => {
        const header = (name: string): string | null => {
          const value: unknown = headers[name];
          return typeof value === "string" ? value : null;
        };
        const address = clientAddress({ get: header });
        return signIn(raw, { address, userAgent: header("user-agent") ?? "" });
      },
    }),
  ],
  callbacks: {
    jwt: ({ token, user }) => (user ? { userId: user.userId, version: user.version, sid: user.sid } : token),
    // What a page's script can read of it: nothing but that there is one.
    session: ({ session }) => ({ expires: session.expires }),
    // Only ever back to a page of this site.
    redirect: ({ url, baseUrl }) => {
      // "/\\elsewhere" and "//elsewhere" are other sites to a browser, and so to URL.
      const to = url.startsWith("/") && URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : null;
      return to?.origin === new URL(baseUrl).origin ? to.href : baseUrl;
    },
  },
  events: {
    signOut: ({ token }) => retryBusy(() => signOut(db(), token, Date.now())),
  },
};
