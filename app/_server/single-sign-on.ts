import "server-only";
import type { Account, Profile } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import { log } from "./log.ts";
import type { Vouched } from "#db/people/identities.ts";
import { type EntryRule, entryRule } from "#lib/entry-rule.ts";

/** A service by which people can sign in, as the pages show it. */
export type Service = { id: "oidc" | "github"; name: string };

/** What a service says of somebody; GitHub's profile is brought into the same form below. */
const said = z.object({
  iss: z.string().optional(),
  sub: z.string().min(1).max(255),
  email: z.string().max(320).nullish(),
  // some say it in words
  email_verified: z
    .union([z.boolean(), z.enum(["true", "false"]).transform((word) => word === "true")])
    .nullish()
    .catch(false),
  name: z.string().nullish(),
  preferred_username: z.string().nullish(),
});
type Said = z.output<typeof said>;

/** Nobody, until enterByService() of auth.ts has found out whose account it is. */
const own = (profile: Said) => ({ id: profile.sub, userId: -1, version: -1, sid: "" });
/** As next-auth hands it on: without what is not known. */
const profileOf = (of: Said) =>
  Object.fromEntries(Object.entries(of).filter(([, value]) => value !== null && value !== undefined));
/** What an id token says whose signature, issuer, audience, time and nonce openid-client has checked. */
const claimsOf = (token: string | undefined): Said =>
  said.parse(JSON.parse(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString("utf8")));
const timeout = 10_000;
const github = "https://github.com";

type Environment = Readonly<Record<string, string | undefined>>;

/** What it says decides who enters: it is asked over https, or on this machine. */
function trusted(issuer: string): boolean {
  if (!URL.canParse(issuer)) return false;
  const { protocol, hostname } = new URL(issuer);
  return protocol === "https:" || ["localhost", "127.0.0.1"].includes(hostname);
}

function oidc(env: Environment): OAuthConfig<Said> | null {
  const { TANDEM_OIDC_ISSUER: issuer, TANDEM_OIDC_CLIENT_ID, TANDEM_OIDC_CLIENT_SECRET } = env;
  if (!issuer || !TANDEM_OIDC_CLIENT_ID || !TANDEM_OIDC_CLIENT_SECRET) return null;
  if (!trusted(issuer)) {
    log.error({ issuer }, "TANDEM_OIDC_ISSUER is no https address, so nobody can sign in by it");
    return null;
  }
  return {
    id: "oidc",
    name: env.TANDEM_OIDC_NAME || new URL(issuer).hostname,
    type: "oauth",
    wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    // The id token is validated: signature, issuer, audience, time and nonce.
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    clientId: TANDEM_OIDC_CLIENT_ID,
    clientSecret: TANDEM_OIDC_CLIENT_SECRET,
    httpOptions: { timeout },
    userinfo: {
      // Many services put e-mail and name there only.
      request: async ({ client, tokens }) => {
        const claims = claimsOf(tokens.id_token);
        const more = said.parse(await client.userinfo(tokens.access_token ?? ""));
        if (more.sub !== claims.sub) throw new Error("the service spoke of somebody else");
        // an address and whether it is verified come from one of the two, never one from each
        const mail = claims.email ? claims : more;
        const { email, email_verified } = mail;
        return profileOf({ ...more, ...claims, email, email_verified });
      },
    },
    profile: own,
  };
}

const gitHubUser = z.object({ id: z.number(), login: z.string(), name: z.string().nullish() });
const gitHubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

function gitHub(env: Environment): OAuthConfig<Said> | null {
  const { TANDEM_GITHUB_CLIENT_ID: clientId, TANDEM_GITHUB_CLIENT_SECRET: clientSecret } = env;
  if (!clientId || !clientSecret) return null;
  return {
    ...{ id: "github", name: "GitHub", type: "oauth", clientId, clientSecret },
    authorization: { url: `${github}/login/oauth/authorize`, params: { scope: "read:user user:email" } },
    token: `${github}/login/oauth/access_token`,
    issuer: `${github}/login/oauth`,
    checks: ["pkce", "state"],
    httpOptions: { timeout },
    userinfo: {
      url: "https://api.github.com/user",
      request: async ({ client, tokens }) => {
        const user = gitHubUser.parse(await client.userinfo(tokens.access_token ?? ""));
        const reply = await fetch("https://api.github.com/user/emails", {
          headers: { authorization: `Bearer ${tokens.access_token}` },
          signal: AbortSignal.timeout(timeout),
        });
        // The address of a profile may be anybody's; only this list says what is verified.
        const emails = reply.ok ? gitHubEmails.parse(await reply.json()) : [];
        const email = emails.find(({ primary, verified }) => primary && verified)?.email ?? null;
        const { login, name: fullName } = user;
        return profileOf({
          ...{ sub: String(user.id), email, email_verified: email !== null },
          ...{ name: fullName ?? login, preferred_username: login },
        });
      },
    },
    profile: own,
  };
}

/** The services that the environment configures. */
export const providers = (env: Environment = process.env): OAuthConfig<Said>[] =>
  [oidc(env), gitHub(env)].filter((provider) => provider !== null);

/** By whom people can be vouched for just now. */
export const issuers = (env: Environment = process.env): string[] =>
  providers(env).map(({ id, issuer }) => (id === "oidc" ? env.TANDEM_OIDC_ISSUER : issuer) ?? "");

/** @param env NEXTAUTH_… and TANDEM_… settings */
export const services = (env: Environment = process.env): Service[] =>
  providers(env).map(({ id, name }) => ({ id: id === "github" ? "github" : "oidc", name }));

/** Who may enter, of those whom nobody knows. */
export const rule = (env: Environment = process.env): EntryRule =>
  entryRule(env.TANDEM_SSO_ENTRY, env.TANDEM_SSO_DOMAINS);

/** @returns null when the service says less than who it is */
export function vouched(account: Account, profile: Profile | undefined): Vouched | null {
  const read = said.safeParse(profile);
  const service = providers().find(({ id }) => id === account.provider);
  if (!read.success || !service) {
    log.warn({ provider: account.provider }, "a sign-in service said too little");
    return null;
  }
  const { sub, email, email_verified: verified, name, preferred_username: login } = read.data;
  // The id token was checked against the issuer that discovery names.
  const issuer = read.data.iss ?? service.issuer;
  if (!issuer) return null;
  return {
    ...{ service: service.name, issuer, subject: sub },
    email: verified === true && email ? email.toLowerCase() : null,
    login: login ?? null,
    fullName: name ?? null,
  };
}
