import NextAuth from "next-auth";
import { z } from "zod";
import { authOptions } from "../../../_server/auth.ts";
import { clientAddress } from "../../../_server/client-address.ts";
import { signInError } from "../../../_ui/sign-in-error.ts";
import { networkOf } from "#lib/address.ts";
import { rateLimit } from "#lib/rate-limit.ts";

// next-auth 4 types its handler as `any`; this is what it is in a route file.
const handler = NextAuth(authOptions) as (request: Request, context: unknown) => Promise<Response>;

/** Each way to a service asks that service who it is. */
const leaving = rateLimit({ size: 60, everyMs: 2_000 });

const refused = z.object({ url: z.url() });

async function answered(request: Request, context: unknown): Promise<Response> {
  const toService = /\/signin\/\w+$/.test(new URL(request.url).pathname) && request.method === "POST";
  if (toService && leaving.take(networkOf(clientAddress(request.headers)), performance.now()) > 0)
    return Response.json({ url: "/signin?error=OAuthSignin" }, { status: 429 });
  const response = await handler(request, context);
  return response.status === 401 ? withItsStatus(response) : response;
}

/** next-auth says 401 to whatever a sign-in fails of; "not now" has a status of its own. */
async function withItsStatus(response: Response): Promise<Response> {
  const body = refused.safeParse(
    await response
      .clone()
      .json()
      .catch(() => null),
  );
  const error = body.success && signInError.read(new URL(body.data.url).searchParams.get("error") ?? "");
  if (!error || error.kind === "expired") return response;
  const headers = new Headers(response.headers);
  headers.set("retry-after", String(error.kind === "wait" ? error.seconds : 5));
  return new Response(response.body, { status: 429, headers });
}

export { answered as GET, answered as POST };
