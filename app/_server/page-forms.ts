import type { IncomingMessage } from "node:http";
import { whoAsks } from "./hot/who.ts";
import { bodyLength, type Refused, tooLarge } from "./limits.ts";
import { Refusal } from "./refusal.ts";
import { may } from "#db/access.ts";

/** Largest form of a page that anybody may send, bytes; the largest that annotators have changes a password. */
const anybodyBytes = 32 * 1024;

/**
 * May this body go to a page? Next takes all of it into memory before an action can ask who sends it, so
 * what is larger than small is taken only from admins, whose imports name classes by the thousand.
 * @param path of the request, without query
 * @returns null for whatever goes to no page
 */
export async function refusedForm(request: IncomingMessage, path: string): Promise<Refused | null> {
  if (path.startsWith("/api/") || bodyLength(request.headers) <= anybodyBytes) return null;
  try {
    const { user } = await whoAsks(request);
    return may(user, "admin") ? null : tooLarge;
  } catch (error) {
    if (error instanceof Refusal) return tooLarge;
    throw error;
  }
}
