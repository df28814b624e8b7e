import { Refusal } from "./refusal.ts";

/**
 * Cross-site request forgery: a browser says where a request comes from, and a page of another site
 * cannot change that. Session cookies are SameSite=Lax besides.
 * @throws Refusal
 */
export function refuseForeign(header: (name: string) => string | null | undefined): void {
  const site = header("sec-fetch-site") ?? null;
  const origin = header("origin") ?? null;
  const host = header("x-forwarded-host") ?? header("host");
  const sameOrigin = origin !== null && URL.canParse(origin) && new URL(origin).host === host;
  if (!sameOrigin || (site !== null && site !== "same-origin"))
    throw new Refusal(403, "This request did not come from this site.");
}
