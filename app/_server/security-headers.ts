/** What browsers are told not to do with our answers. */
import type { ServerResponse } from "node:http";

/**
 * For pages: only this site's own code, pictures and answers. A script runs when it carries this
 * answer's nonce or was loaded by one that does; what somebody managed to write into a page does not.
 * Style attributes are how React and the figures place things; whole style sheets need the nonce too.
 * @param nonce fresh and random for each answer
 * @param dev the development server evaluates code and writes styles into the page
 */
export function pagePolicy(nonce: string, dev: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    dev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** For everything under /api, and for refusals: an answer is no page, whatever it holds. */
export const answerPolicy = "default-src 'none'; frame-ancestors 'none'";

/** For every answer. @param https whether people reach this site by https */
export function commonHeaders(https: boolean): Record<string, string> {
  return {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    // Without subdomains: they may be somebody else's.
    ...(https && { "strict-transport-security": "max-age=31536000" }),
  };
}

const reachedByHttps = (): boolean => process.env.NEXTAUTH_URL?.startsWith("https://") ?? false;

/**
 * Before anybody answers, so that an answer that none of our code makes (405, say) has them too. Pages get
 * their policy from proxy.ts.
 * @param path without query
 */
export function setSecurityHeaders(response: Pick<ServerResponse, "setHeader">, path: string): void {
  for (const [name, value] of Object.entries(commonHeaders(reachedByHttps())))
    response.setHeader(name, value);
  if (path.startsWith("/api/")) response.setHeader("content-security-policy", answerPolicy);
}
