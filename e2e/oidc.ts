import type { Server } from "node:http";
import Provider from "oidc-provider";

/** A real OpenID Connect provider, whose own pages ask for a name, and for nothing more. */

/** What it says of somebody, by the name that they type. */
export type Claims = { email?: string; email_verified?: boolean; name?: string; preferred_username?: string };

export type Oidc = { issuer: string; environment: Record<string, string>; stop(): Promise<void> };

/** @param tandem address that it sends people back to */
export async function startProvider(
  port: number,
  tandem: string,
  people: Readonly<Record<string, Claims>>,
): Promise<Oidc> {
  const issuer = `http://localhost:${port}`;
  const client = { id: "tandem", secret: "a secret of a client that exists in a test" };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [`${tandem}/api/auth/callback/oidc`],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
    cookies: { keys: ["the key of a test"] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
  });
  const server = await new Promise<Server>((resolve) => {
    const listening: Server = provider.listen(port, () => resolve(listening));
  });
  return {
    issuer,
    environment: {
      TANDEM_OIDC_ISSUER: issuer,
      TANDEM_OIDC_CLIENT_ID: client.id,
      TANDEM_OIDC_CLIENT_SECRET: client.secret,
      TANDEM_OIDC_NAME: "Example University",
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
