import type { IncomingMessage, ServerResponse } from "node:http";
import type { z } from "zod";
import { expectJson, largestBody, parseJson, tooMuch } from "../json-body.ts";
import { Refusal } from "../refusal.ts";

export type Exchange = { request: IncomingMessage; response: ServerResponse };

/** A request's headers, to be asked by name. */
export const header = ({ headers }: IncomingMessage): { get(name: string): string | null } => ({
  get: (name) => [headers[name]].flat()[0] ?? null,
});

/** The JSON body, checked; its bytes are counted as they come. */
export async function readJson<Schema extends z.ZodType>(
  request: IncomingMessage,
  schema: Schema,
): Promise<z.output<Schema>> {
  expectJson(request.headers["content-type"]);
  return parseJson(await readText(request), schema);
}

function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > largestBody) reject(tooMuch());
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
  });
  response.end(body);
}
