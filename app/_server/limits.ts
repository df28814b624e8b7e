import type { IncomingMessage } from "node:http";

const kilobyte = 1024;

/** Largest body by address, bytes; the first that fits counts. */
const limits: [path: string, bytes: number][] = [
  // A name and a password, before anybody has signed in.
  ["/api/auth/", 8 * kilobyte],
  ["/api/join", 8 * kilobyte],
  ["/api/password", 8 * kilobyte],
  // One piece of a file; an upload is as many as it takes.
  ["/api/uploads", 5 * kilobyte ** 2],
  ["/", 1 * kilobyte ** 2],
];

/** What Node's own parser has found out about a request, enough to refuse it before anything reads its body. */
export type Refused = {
  status: 400 | 401 | 403 | 405 | 411 | 413;
  message: string;
  headers?: Record<string, string>;
};

/** Next answers others, such as TRACE, with 500 and a page in the log. */
const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

export const tooLarge: Refused = { status: 413, message: "That is too much at once." };

/** An address whose percent signs stand for no text is answered with 500 by Next. */
function readable(url: string): boolean {
  const [path = ""] = url.split("?", 1);
  if (!path.includes("%")) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Is the method none of ours, the address not to be read, or the body too large for its address? The latter is
 * told by its announced length, which Node holds the client to; a body of unannounced length is not taken
 * from anybody.
 */
export function refusedRequest({
  headers,
  method = "GET",
  url = "/",
}: Pick<IncomingMessage, "headers" | "method" | "url">): Refused | null {
  if (!methods.has(method)) return { status: 405, message: "This address does not take that." };
  if (!readable(url)) return { status: 400, message: "There is no such address." };
  if (headers["transfer-encoding"] !== undefined)
    return { status: 411, message: "Say how long the request is, please." };
  const [, most = 0] = limits.find(([path]) => url.startsWith(path)) ?? [];
  return bodyLength(headers) <= most ? null : tooLarge;
}

/** Announced length of a request's body, bytes. */
export const bodyLength = (headers: IncomingMessage["headers"]): number =>
  Number(headers["content-length"] ?? 0);
