import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "../log.ts";
import { Refusal } from "../refusal.ts";
import { storageRefusal } from "../storage-refusal.ts";
import { filePlace, hotImages, type hotPosts } from "./addresses.ts";
import { getExportedFile } from "./exports.ts";
import { type Exchange, sendJson } from "./http.ts";
import { getImage } from "./images.ts";
import { postRelease, postTasks, postUndo } from "./tasks.ts";
import { Expected } from "#lib/expected.ts";

/*
 * What a hundred annotators ask for twice a second, answered before Next sees it: an empty handler of
 * Next's costs more than all of this; and large files, whose length Next would not say.
 */

const handlers: Record<(typeof hotPosts)[number], (both: Exchange) => Promise<unknown>> = {
  "/api/tasks": postTasks,
  "/api/tasks/undo": postUndo,
  "/api/tasks/release": postRelease,
};
const posts = new Map(Object.entries(handlers));

/** @returns false when the request is somebody else's to answer */
export function answerHot(request: IncomingMessage, response: ServerResponse): boolean {
  const url = request.url ?? "/";
  const [path = "/", query = ""] = url.split("?", 2);
  const both = { request, response };
  const post = posts.get(path);
  if (post) {
    void settle(both, request.method === "POST" ? post(both) : wrongMethod(response, "POST"));
    return true;
  }
  const file = filePlace(path);
  if (!file && !path.startsWith(hotImages)) return false;
  const reads = request.method === "GET" || request.method === "HEAD";
  void settle(
    both,
    !reads
      ? wrongMethod(response, "GET, HEAD")
      : file
        ? getExportedFile(both, file)
        : getImage(both, path.slice(hotImages.length), new URLSearchParams(query)),
  );
  return true;
}

function wrongMethod(response: ServerResponse, allowed: string): Promise<never> {
  response.setHeader("allow", allowed);
  return Promise.reject(new Refusal(405, "This address does not take that."));
}

/** Every failure is a status and one sentence. */
async function settle({ request, response }: Exchange, handled: Promise<unknown>): Promise<void> {
  try {
    await handled;
  } catch (error) {
    if (response.headersSent) return void response.destroy();
    const { status, message } = refusalOf(error, request);
    // What is left of a body that was too large is not waited for.
    if (!request.complete) response.setHeader("connection", "close");
    if (status === 429 || status === 503) response.setHeader("retry-after", "1");
    sendJson(response, { message }, status);
  }
}

function refusalOf(error: unknown, request: IncomingMessage): { status: number; message: string } {
  if (error instanceof Refusal) return error;
  if (error instanceof Expected) return { status: 409, message: error.message };
  const id = randomUUID();
  log.error({ err: error, id, url: request.url }, "handler failed");
  const refusal = storageRefusal(error);
  if (refusal) return refusal;
  return { status: 500, message: `Something went wrong on our side (${id}).` };
}
