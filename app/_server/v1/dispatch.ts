import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { db, dir } from "../database.ts";
import { log } from "../log.ts";
import { Refusal } from "../refusal.ts";
import { retryBusy } from "../retry-busy.ts";
import { storageRefusal } from "../storage-refusal.ts";
import { digested, hasBody, jsonBody, needBody } from "./body.ts";
import { keyOf, once } from "./idempotency.ts";
import { documentText } from "./openapi.ts";
import { docsPage } from "./page.ts";
import { Problem, problemText, problemType } from "./problem.ts";
import { routes } from "./registry.ts";
import type { Route } from "./route.ts";
import { permitted, whoCalls } from "./who.ts";
import { noteUsed } from "#db/people/api-tokens.ts";
import { Expected } from "#lib/expected.ts";

/*
 * Everything under /api/v1: find the handler → who → may → parse → do → answer. Before Next, so that bodies stream
 * and every refusal has the one shape.
 */

export const base = "/api/v1";

type Found = { route: Route; params: Record<string, string> };

const segmentsOf = (path: string): string[] => path.split("/").slice(1);
const table = routes.map((route) => ({ route, segments: segmentsOf(route.spec.path) }));

/** @returns the handlers of an address, by whichever method */
function atAddress(path: string): Found[] {
  let parts: string[];
  try {
    parts = segmentsOf(path).map(decodeURIComponent);
  } catch {
    return [];
  }
  return table.flatMap(({ route, segments }) => {
    if (segments.length !== parts.length) return [];
    const params: Record<string, string> = {};
    for (const [i, segment] of segments.entries()) {
      const part = parts[i] ?? "";
      if (segment.startsWith("{")) params[segment.slice(1, -1)] = part;
      else if (segment !== part) return [];
    }
    return [{ route, params }];
  });
}

/** @returns false when the request is somebody else's to answer */
export function answerApi(request: IncomingMessage, response: ServerResponse): boolean {
  const [path = "/"] = (request.url ?? "/").split("?", 1);
  if (path !== base && !path.startsWith(`${base}/`)) return false;
  void settle(request, response, path.slice(base.length));
  return true;
}

async function settle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  try {
    if (!publicPage(request, response, path)) await answer(request, response, path);
  } catch (error) {
    if (response.headersSent) return void response.destroy();
    const problem = problemOf(error, request);
    // what is left of a body is not waited for
    if (!request.complete && hasBody(request)) response.setHeader("connection", "close");
    send(request, response, problem.status, problemText(problem), {
      "content-type": problemType,
      ...problem.extras.headers,
    });
  }
}

/** The description of the API, for everybody. */
function publicPage(request: IncomingMessage, response: ServerResponse, path: string): boolean {
  const made = path === "" || path === "/" ? docsPage() : null;
  const text = made?.html ?? (path === "/openapi.json" ? documentText() : null);
  if (text === null) return false;
  if (request.method !== "GET" && request.method !== "HEAD") throw wrongMethod(["GET", "HEAD"]);
  send(request, response, 200, text, {
    "content-type": made ? "text/html; charset=utf-8" : "application/json",
    ...(made && { "content-security-policy": made.policy }),
    ...tagged(text),
  });
  return true;
}

const wrongMethod = (allowed: readonly string[]): Problem =>
  new Problem(405, "This address does not take that.", { headers: { allow: allowed.join(", ") } });

function find(request: IncomingMessage, path: string): Found {
  const there = atAddress(path);
  if (there.length === 0) throw new Problem(404, "There is no such address.");
  const method = request.method === "HEAD" ? "get" : request.method?.toLowerCase();
  const found = there.find(({ route }) => route.spec.method === method);
  if (found) return found;
  const methods = there.map(({ route }) => route.spec.method.toUpperCase());
  throw wrongMethod(methods.includes("GET") ? ["HEAD", ...methods] : methods);
}

async function answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const { route, params } = find(request, path);
  const { spec } = route;
  const now = Date.now();
  const token = whoCalls(db(), request, now);
  const { project, ...others } = params;
  const named = route.ofProject ? others : params;
  const place = () => permitted(db(), route, token, project ?? null);
  place(); // before anything of a body is read
  if (token.unseen) await noted(token.id, now);
  needBody(request, spec);
  const streams = spec.lines !== undefined || spec.file === true;
  const body = streams ? { text: "", value: undefined } : await jsonBody(request);
  const search = new URL(request.url ?? "/", "http://localhost").searchParams;
  const asked = { params: named, search, body: body.value, request };
  const caller = { db: db(), dir: dir(), token, now };
  // the project and the right to it as they are now: the body may have taken its time
  const done = () => route.handle(asked, caller, place());
  // A stream can be read once; what it starts is written in one transaction at its end.
  const tried = streams ? done : () => retryBusy(done);
  if (spec.method === "get") {
    const got = await tried();
    if (got && "raw" in got) return got.raw.send(response);
    return sendJson(request, response, 200, got && JSON.stringify(got.json));
  }
  const reply = async () => {
    const got = await tried();
    if (got && "raw" in got) throw new Error("only GET answers by itself");
    return { status: spec.status ?? (got ? 200 : 204), body: got && JSON.stringify(got.json) };
  };
  const key = keyOf(request);
  if (key === null) {
    const { status, body: text } = await reply();
    return sendJson(request, response, status, text);
  }
  const said = [spec.method, request.url ?? "", body.text];
  let shown: string | null = null;
  const kept = async () => {
    const { status, body: text } = await reply();
    shown = text;
    return { status, body: spec.secret ? null : text };
  };
  const streamed = streams ? digested(request) : null;
  const {
    status,
    body: text,
    again,
  } = await once(db(), { tokenId: token.id, key }, said, streamed, now, kept);
  if (again && spec.secret) throw new Problem(409, "This was done already; its answer was shown once.");
  if (again) response.setHeader("idempotency-replayed", "true");
  sendJson(request, response, status, again ? text : shown);
}

async function noted(token: number, now: number): Promise<void> {
  try {
    await retryBusy(() => noteUsed(db(), token, now));
  } catch (error) {
    log.warn({ err: error }, "a token could not be noted as used"); // no reason to refuse the request
  }
}

const tagged = (text: string) => ({
  etag: `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`,
  "cache-control": "private, no-cache",
});

function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string | null,
): void {
  if (text === null) return send(request, response, status, null, { "cache-control": "no-store" });
  const reads = request.method === "GET" || request.method === "HEAD";
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  send(request, response, status, text, { ...headers, ...(reads && tagged(text)) });
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string | null,
  headers: Record<string, string>,
): void {
  // with the same headers: a browser puts them in place of those that it kept, the page's policy among them
  if (headers.etag !== undefined && names(request.headers["if-none-match"], headers.etag))
    return void response.writeHead(304, headers).end();
  if (text === null) return void response.writeHead(status, headers).end();
  const bytes = Buffer.from(text);
  response.writeHead(status, { "cache-control": "no-store", ...headers, "content-length": bytes.length });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

/** A list of tags, any of them weak, or all by “*” (RFC 9110, 13.1.2). */
const names = (asked: string | undefined, etag: string): boolean =>
  (asked ?? "").split(",").some((tag) => ["*", etag].includes(tag.trim().replace(/^W\//, "")));

function problemOf(error: unknown, request: IncomingMessage): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal)
    return new Problem(error.status, error.message, {
      headers: error.status === 429 ? { "retry-after": "1" } : {},
    });
  if (error instanceof Expected) return new Problem(409, error.message);
  const id = randomUUID();
  log.error({ err: error, id, url: request.url }, "handler failed");
  const storage = storageRefusal(error);
  if (storage) {
    const headers = storage.status === 503 ? { "retry-after": "1" } : {};
    return new Problem(storage.status, storage.message, { id, headers });
  }
  return new Problem(500, "Something went wrong on our side; the log has the details.", { id });
}
