/** What browsers are told not to do with our answers. Plain values: proxy.ts and the handlers share them. */

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

/** For everything under /api that says nothing stricter: an answer is no page, whatever it holds. */
export const apiPolicy = "default-src 'none'; frame-ancestors 'none'";

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

export const reachedByHttps = (): boolean => process.env.NEXTAUTH_URL?.startsWith("https://") ?? false;

/** An API answer with its headers; a policy of its own stays. */
export function asApiAnswer(response: Response): Response {
  const { headers } = response;
  for (const [name, value] of Object.entries({
    "content-security-policy": apiPolicy,
    ...commonHeaders(reachedByHttps()),
  }))
    if (!headers.has(name)) headers.set(name, value);
  return response;
}
