import "server-only";
import { z } from "zod";
import { clientAddress } from "./client-address.ts";
import { db } from "./database.ts";
import { lookUpLink } from "./link-tries.ts";
import { Refusal } from "./refusal.ts";
import { findOffer, type Offer } from "#db/people/invitations.ts";
import { findPasswordLink } from "#db/people/password-links.ts";
import type { User } from "#db/schema.ts";
import { networkOf } from "#lib/address.ts";

/** The random part of a link's address. */
export const linkToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

type Headers = { get(name: string): string | null };

function look<T>(token: string, headers: Headers, find: (token: string) => T | null): T | null {
  const given = linkToken.safeParse(token);
  return lookUpLink(networkOf(clientAddress(headers)), () => (given.success ? find(given.data) : null));
}

/** What an invitation offers, for a page or a handler. @throws Refusal 429 */
export const offerOf = (token: string, headers: Headers): Offer | null =>
  look(token, headers, (given) => findOffer(db(), given, Date.now()));

/** Whose password a link is for. @throws Refusal 429 */
export const personOfLink = (token: string, headers: Headers): User | null =>
  look(token, headers, (given) => findPasswordLink(db(), given, Date.now()));

/** For pages, which show a sentence where a handler answers with a status. */
export function told<T>(find: () => T | null): { found: T | null; refusal: string | null } {
  try {
    return { found: find(), refusal: null };
  } catch (error) {
    if (error instanceof Refusal) return { found: null, refusal: error.message };
    throw error;
  }
}
