import type { IncomingMessage, ServerResponse } from "node:http";
import type { z } from "zod";
import { Refusal } from "../refusal.ts";
import { apiPolicy, commonHeaders, reachedByHttps } from "../security-headers.ts";
import { inOneLine, sentence } from "#lib/validation.ts";

/** Largest JSON body of the hot path, bytes. */
const largestBody = 64 * 1024;

export type Exchange = { request: IncomingMessage; response: ServerResponse };

/** The JSON body, checked; its bytes are counted as they come. */
export async function readJson<Schema extends z.ZodType>(
  request: IncomingMessage,
  schema: Schema,
): Promise<z.output<Schema>> {
  if (!request.headers["content-type"]?.startsWith("application/json"))
    throw new Refusal(415, "Send JSON, please.");
  const text = await readText(request);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Refusal(400, "The request could not be read.");
  }
  const parsed = schema.safeParse(json, { error: sentence });
  if (!parsed.success) throw new Refusal(400, inOneLine(parsed.error));
  return parsed.data;
}

function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > largestBody) reject(new Refusal(413, "That is too much at once."));
      else chunks.push(chunk);
    });
    request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    request.on("error", reject);
    request.on("close", () => {
      if (!request.complete) reject(new Refusal(400, "The request broke off."));
    });
  });
}

/** JSON that no cache keeps. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": body.length,
    "cache-control": "no-store",
    "content-security-policy": apiPolicy,
    ...commonHeaders(reachedByHttps()),
  });
  response.end(body);
}
