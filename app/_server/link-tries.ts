import "server-only";
import { Refusal } from "./refusal.ts";
import { waitWords } from "../_ui/format.ts";
import { rateLimit } from "#lib/rate-limit.ts";

/**
 * Who asks for links that are none: so many at once from one network, and then one every half minute. A link
 * is 256 random bits, so this keeps the log and the processor rather than the secret; memory will do.
 */
const wrong = rateLimit({ size: 60, everyMs: 30_000 });
const blockedUntil = new Map<string, number>();
const mostKept = 10_000;

/**
 * Look a link up. Only what is found nowhere counts against the network that asks.
 * @param network of the client's address
 * @param now ms on a clock that nobody sets
 * @throws Refusal 429 when too many links of this network were none
 */
export function lookUpLink<T>(network: string, find: () => T | null, now = performance.now()): T | null {
  const waitMs = (blockedUntil.get(network) ?? 0) - now;
  if (waitMs > 0)
    throw new Refusal(
      429,
      `Too many links from your network led nowhere. Please wait ${waitWords(waitMs / 1000)}.`,
    );
  const found = find();
  if (found !== null) return found;
  const wait = wrong.take(network, now);
  if (wait > 0) {
    if (blockedUntil.size >= mostKept) blockedUntil.clear();
    blockedUntil.set(network, now + wait);
  }
  return null;
}
