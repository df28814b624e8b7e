import type { IncomingMessage } from "node:http";
import { Problem } from "./problem.ts";

/** Largest JSON body, bytes: five thousand numbers of items, and settings. Lines of JSON stream and have their own limit. */
export const largestJson = 1024 ** 2;

export const lineTypes = ["application/x-ndjson", "application/ndjson", "application/jsonl"] as const;

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

export const mediaType = ({ headers }: IncomingMessage): string =>
  (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";

/** Stop at once where a body is announced as too large, else count as it comes. */
export const tooLarge = (most: number): Problem =>
  new Problem(413, `At most ${most.toLocaleString("en")} bytes at once.`);

/** The JSON of a request. @returns its text too, for the idempotency key; undefined without a body @throws Problem 400, 413, 415 */
export async function jsonBody(request: IncomingMessage): Promise<{ text: string; value: unknown }> {
  if (!hasBody(request)) return { text: "", value: undefined };
  if (mediaType(request) !== "application/json") throw new Problem(415, "Send application/json.");
  if (Number(request.headers["content-length"] ?? 0) > largestJson) throw tooLarge(largestJson);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of bytesOf(request)) {
    bytes += chunk.length;
    if (bytes > largestJson) throw tooLarge(largestJson);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  try {
    const value: unknown = JSON.parse(text);
    return { text, value };
  } catch {
    throw new Problem(400, "The body is not JSON.");
  }
}

/** The bytes of a body as they come. The connection stays whole when the reader stops, so that an answer can be sent. */
export async function* bytesOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) throw new Error("a request without an encoding gives buffers");
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ECONNRESET")
      throw new Problem(400, "The request broke off.");
    throw error;
  }
}
