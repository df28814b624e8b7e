import type { IncomingMessage } from "node:http";
import { db } from "./database.ts";
import { header } from "./hot/http.ts";
import { tokenOf, whoAsks } from "./hot/who.ts";
import { bodyLength, type Refused, tooLarge } from "./limits.ts";
import { fromOwnPage } from "./own-site.ts";
import { Refusal } from "./refusal.ts";
import { may } from "#db/access.ts";
import { highestRole } from "#db/people/members.ts";

/** Largest form of a page that anybody may send, bytes; the largest that annotators have changes a password. */
export const anybodyBytes = 32 * 1024;

const wrongMethod: Refused = {
  status: 405,
  message: "This address does not take that.",
  headers: { allow: "GET, HEAD, POST" },
};
const foreign: Refused = { status: 403, message: "This request did not come from this site." };
/** Next's own code in the browser goes where the header says. */
const signedOut: Refused = {
  status: 401,
  message: "Please sign in again.",
  headers: { "x-action-redirect": "/signin;push" },
};

/**
 * May this form, or whatever else changes something, go to a page? Next takes all of it into memory, and
 * makes values of it, before an action can ask who sends it. So nothing is taken from other sites, nothing
 * from whoever was never signed in here (the sign-in form goes to /api/auth), and what is larger than small
 * only from admins, whose imports name classes by the thousand. An action tells somebody whose session has
 * ended so itself, and what they typed stays.
 * @param path of the request, without query
 * @returns null for whatever goes to no page
 */
export async function refusedForm(request: IncomingMessage, path: string): Promise<Refused | null> {
  if (path.startsWith("/api/")) return null;
  if (bodyLength(request.headers) > anybodyBytes && !(await fromAdmin(request))) return tooLarge;
  if (request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS") return null;
  if (request.method !== "POST") return wrongMethod;
  if (!fromOwnPage(header(request))) return foreign;
  return (await tokenOf(request)) ? null : signedOut;
}

async function fromAdmin(request: IncomingMessage): Promise<boolean> {
  try {
    return may({ role: highestRole(db(), (await whoAsks(request)).user) }, "admin");
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
