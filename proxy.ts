/**
 * Next calls this before it renders a page (what was its middleware): every page gets a policy of its own
 * with a fresh nonce, which Next reads from the request's policy and gives to its scripts. Nothing here
 * decides who may see what: each page and handler asks for itself.
 */
import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { pagePolicy } from "./app/_server/security-headers.ts";

export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const policy = pagePolicy(nonce, process.env.NODE_ENV === "development");
  const asked = new Headers(request.headers);
  asked.set("x-nonce", nonce);
  asked.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers: asked } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/** Pages only: what is said here would win over what a handler under /api says of its own answer. */
export const config = { matcher: "/((?!api/|_next/static/).*)" };
