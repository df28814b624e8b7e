import { createHash, type Hash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Problem } from "./problem.ts";

/** Largest JSON body, bytes: five thousand numbers of items, and settings. Lines of JSON stream and have their own limit. */
export const largestJson = 1024 ** 2;

export const jsonType = "application/json";
export const lineTypes = ["application/x-ndjson", "application/ndjson", "application/jsonl"] as const;

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

export const mediaType = ({ headers }: IncomingMessage): string =>
  (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";

/** A body is taken as it is: what was compressed is not what a handler reads. @throws Problem 415 */
function needPlain({ headers }: IncomingMessage): void {
  const coding = (headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (coding === "identity") return;
  throw new Problem(415, "Send the body as it is, without a Content-Encoding.", {
    headers: { "accept-encoding": "identity" },
  });
}

/** "a, b or c" */
const either = (types: readonly string[]): string =>
  types.length < 2 ? types.join("") : `${types.slice(0, -1).join(", ")} or ${types.at(-1)}`;

/** What a handler says of bodies: a JSON one, lines of JSON, or a file. */
type Taken = { body?: unknown; lines?: unknown; file?: true };

/**
 * Whether a request has a body of a kind that its handler takes, before anything of it is read.
 * @throws Problem 415, naming all kinds that are taken
 */
export function needBody(request: IncomingMessage, { body, lines, file }: Taken): void {
  if (lines) needType(request, lineTypes);
  else if (body && hasBody(request)) needType(request, [jsonType]);
  else if (!body && !file && hasBody(request)) throw new Problem(415, "This takes no body.");
  if (hasBody(request)) needPlain(request);
}

function needType(request: IncomingMessage, types: readonly string[]): void {
  if (!types.includes(mediaType(request))) throw new Problem(415, `Send ${either(types)}.`);
}

/** Stop at once where a body is announced as too large, else count as it comes. */
export const tooLarge = (most: number): Problem =>
  new Problem(413, `At most ${most.toLocaleString("en")} bytes at once.`);

/** The JSON of a request. @returns its text too, for the idempotency key; undefined without a body @throws Problem 400, 413 */
export async function jsonBody(request: IncomingMessage): Promise<{ text: string; value: unknown }> {
  if (!hasBody(request)) return { text: "", value: undefined };
  const text = (await wholeBody(request, largestJson)).toString("utf8");
  try {
    const value: unknown = JSON.parse(text);
    return { text, value };
  } catch {
    throw new Problem(400, "The body is not JSON.");
  }
}

/** All bytes of a body. @param most so many are taken @throws Problem 400, 413 */
export async function wholeBody(request: IncomingMessage, most: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > most) throw tooLarge(most);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of bytesOf(request)) {
    bytes += chunk.length;
    if (bytes > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Digests of a body that is read as it comes, and kept by nobody. */
export type StreamedBody = {
  /** of what was read of it */
  read: () => string;
  /** of all of it: what is left is read, and thrown away */
  rest: () => Promise<string>;
};

const digests = new WeakMap<IncomingMessage, Hash>();

/** Digest a body while somebody reads it. */
export function digested(request: IncomingMessage): StreamedBody {
  const hash = createHash("sha256");
  digests.set(request, hash);
  const read = () => hash.copy().digest("hex");
  const rest = async () => {
    for await (const chunk of bytesOf(request)) void chunk;
    return read();
  };
  return { read, rest };
}

/** The bytes of a body as they come. The connection stays whole when the reader stops, so that an answer can be sent. */
export async function* bytesOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  const digest = digests.get(request);
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) throw new Error("a request without an encoding gives buffers");
      digest?.update(chunk);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ECONNRESET")
      throw new Problem(400, "The request broke off.");
    throw error;
  }
}
