import "server-only";
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { expectJson, largestBody, parseJson, tooMuch } from "./json-body.ts";
import { log } from "./log.ts";
import { fromOwnPage } from "./own-site.ts";
import { type Asked, currentUser, mayAsk } from "./session.ts";
import { Refusal } from "./refusal.ts";
import { retryBusy } from "./retry-busy.ts";
import { storageRefusal } from "./storage-refusal.ts";
import type { User } from "#db/schema.ts";
import { Expected } from "#lib/expected.ts";

/**
 * Wrap a route handler: who → may → do → answer, with every failure turned into a status and one
 * sentence. Requests that change something must come from this site's own pages.
 */
export function route<Params>(
  role: Asked,
  fn: (request: Request, user: User, params: Params) => Response | Promise<Response>,
): (request: Request, context: { params: Promise<Params> }) => Promise<Response> {
  return openRoute(async (request, context) => {
    const user = await currentUser();
    if (!user) throw new Refusal(401, "Your session has ended. Please sign in again.");
    if (user.mustChangePassword) throw new Refusal(403, "Choose a password of your own first.");
    if (!mayAsk(user, role)) throw new Refusal(403, "You may not do this.");
    const params = await context.params;
    // A body can be read once: each try gets its own copy of a small one, and an upload gets one try.
    const once = (copy: Request) => fn(copy, user, params);
    const answered = isJson(request)
      ? await retryBusy(() => once(request.clone()))
      : request.body === null
        ? await retryBusy(() => once(request))
        : await once(request);
    return request.method === "HEAD" ? await withoutBody(answered) : answered;
  });
}

/**
 * The same for everybody, signed in or not: for links, which say themselves what they are good for. The body
 * is read by `fn`, and what it writes it tries again itself.
 */
export function openRoute<Context>(
  fn: (request: Request, context: Context) => Promise<Response>,
): (request: Request, context: Context) => Promise<Response> {
  return async (request, context) => {
    try {
      if (request.method !== "GET" && request.method !== "HEAD" && !fromOwnPage(request.headers))
        throw new Refusal(403, "This request did not come from this site.");
      return await fn(request, context);
    } catch (error) {
      if (error instanceof Refusal) return answer({ message: error.message }, error.status);
      if (error instanceof Expected) return answer({ message: error.message }, 409);
      const id = randomUUID();
      log.error({ err: error, id, path: new URL(request.url).pathname }, "handler failed");
      const storage = storageRefusal(error);
      if (storage) return answer({ message: storage.message }, storage.status);
      return answer({ message: `Something went wrong on our side (${id}).` }, 500);
    }
  };
}

/** Next answers HEAD by a GET whose body it lets lie: a stream, and what writes it, would stay for ever. */
async function withoutBody({ body, status, headers }: Response): Promise<Response> {
  await body?.cancel();
  return new Response(null, { status, headers });
}

const isJson = (request: Request): boolean =>
  request.headers.get("content-type")?.startsWith("application/json") === true;

/** The JSON body, checked. */
export async function body<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  limit = largestBody,
): Promise<z.output<Schema>> {
  expectJson(request.headers.get("content-type"));
  const text = await request.text();
  if (text.length > limit) throw tooMuch();
  return parseJson(text, schema);
}

/** JSON that no cache keeps. */
export const answer = (value: unknown, status = 200): Response =>
  Response.json(value, { status, headers: { "cache-control": "no-store" } });

/** What is not there, or is not there for whoever asks, says so as the rest of the API does. */
export const noSuchAddress = (): Response => answer({ message: "There is no such address." }, 404);
