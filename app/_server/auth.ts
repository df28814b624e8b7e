import "server-only";
import { cookies, headers } from "next/headers";
import type { Account, AuthOptions, Profile, User as NextAuthUser } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { z } from "zod";
import { clientAddress } from "./client-address.ts";
import { mention } from "./complaints.ts";
import { log } from "./log.ts";
import { db } from "./database.ts";
import { invitationIn } from "./invitation-path.ts";
import { currentSession } from "./session.ts";
import { providers, rule, vouched } from "./single-sign-on.ts";
import { retryBusy } from "./retry-busy.ts";
import { type SignInError, signInError } from "../_ui/sign-in-error.ts";
import { write } from "#db/client.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { enter } from "#db/people/identities.ts";
import { checkPassword } from "#db/people/check-password.ts";
import { type Device, longestSessionMs, signOut, startSession } from "#db/people/sessions.ts";
import { findUserByName, oneTimeState } from "#db/people/users.ts";
import type { User } from "#db/schema.ts";
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
  return tokenOf(user, sid);
}

/** Where next-auth keeps what comes after a sign-in: an address of this site, as its redirect callback below allowed. */
async function afterwards(): Promise<URL | null> {
  const secure = process.env.NEXTAUTH_URL?.startsWith("https://") ? "__Secure-" : "";
  const kept = (await cookies()).get(`${secure}next-auth.callback-url`)?.value;
  return kept !== undefined && URL.canParse(kept) ? new URL(kept) : null;
}

/**
 * Somebody for whom another service has vouched: who begins at an invitation accepts it; who asked for it on
 * their own account page, with their password, connects the service to it.
 * @returns true, or the address of the sign-in page with the reason
 */
async function enterByService(
  user: NextAuthUser,
  account: Account,
  profile: Profile | undefined,
): Promise<true | string> {
  const who = vouched(account, profile);
  const asked = await headers();
  const address = clientAddress(asked);
  const device = { address, userAgent: asked.get("user-agent") ?? "" };
  const after = await afterwards();
  const entering = {
    rule: rule(),
    session: (await currentSession())?.id ?? null,
    invitation: invitationIn(after?.pathname ?? ""),
  };
  const entry = who
    ? await retryBusy(() => enter(db(), who, entering, device, Date.now()))
    : ({ ok: false, refusal: "uninvited", connecting: false } as const);
  const told = { provider: account.provider, address, verdict: entry.ok ? "in" : entry.refusal };
  mention(networkOf(address), () => log.info(told, "sign-in by service"));
  if (!entry.ok) return `${entry.connecting ? "/account" : "/signin"}?error=${entry.refusal}`;
  // What the jwt callback makes the token of.
  Object.assign(user, tokenOf(entry.user, entry.sid));
  return true;
}

const tokenOf = ({ id, sessionVersion }: User, sid: string) => ({
  ...{ id: String(id), userId: id, version: sessionVersion, sid },
});

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
    ...providers(),
  ],
  logger: {
    // What a service answered may hold its tokens: only the kind of failure is written down.
    error: (code) => mention("sign-in services", () => log.warn({ code }, "a sign-in failed")),
    warn: () => undefined,
    debug: () => undefined,
  },
  callbacks: {
    signIn: ({ user, account, profile }) =>
      account?.type === "oauth" ? enterByService(user, account, profile) : true,
    jwt: ({ token, user }) => (user ? { userId: user.userId, version: user.version, sid: user.sid } : token),
    // What a page's script can read of it: nothing but that there is one.
    session: ({ session }) => ({ expires: session.expires }),
    // Only ever back to a page of this site.
    redirect: ({ url, baseUrl }) => {
      // "/\\elsewhere" and "//elsewhere" are other sites to a browser, and so to URL.
      // After a service it is asked again about what it said before, which is the whole address.
      const to = /^(\/|https?:)/.test(url) && URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : null;
      return to?.origin === new URL(baseUrl).origin ? to.href : baseUrl;
    },
  },
  events: {
    signOut: ({ token }) => retryBusy(() => signOut(db(), token, Date.now())),
  },
};
