/**
 * Did one of this site's own pages send the request? A browser says where a request that changes
 * something comes from, and a page of another site cannot change that; a request that does not say so
 * came from no page of ours. Session cookies are SameSite=Lax besides.
 */
export function fromOwnPage(headers: { get(name: string): string | null }): boolean {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  const sameOrigin = origin !== null && URL.canParse(origin) && new URL(origin).host === host;
  return sameOrigin && (site === null || site === "same-origin");
}
