import type { IncomingMessage } from "node:http";

const kilobyte = 1024;

/** Largest body by address, bytes; the first that fits counts. */
const limits: [path: string, bytes: number][] = [
  // A name and a password, before anybody has signed in.
  ["/api/auth/", 8 * kilobyte],
  // One piece of a file; an upload is as many as it takes.
  ["/api/uploads", 5 * kilobyte ** 2],
  ["/", 1 * kilobyte ** 2],
];

/** What Node's own parser has found out about a request, enough to refuse it before anything reads its body. */
export type Refused = { status: 411 | 413; message: string };

/**
 * Is the body too large for its address? Told by its announced length, which Node holds the client to;
 * a body of unannounced length is not taken from anybody.
 */
export function refusedBody({
  headers,
  url = "/",
}: Pick<IncomingMessage, "headers" | "url">): Refused | null {
  if (headers["transfer-encoding"] !== undefined)
    return { status: 411, message: "Say how long the request is, please." };
  const length = Number(headers["content-length"] ?? 0);
  const [, most = 0] = limits.find(([path]) => url.startsWith(path)) ?? [];
  return length <= most ? null : { status: 413, message: "That is too much at once." };
}
