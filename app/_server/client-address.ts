import { parseAddress } from "#lib/address.ts";

/** Set by our own server (app/_server/web.ts) to the socket's other end; whatever a client sends is dropped there. */
export const peerHeader = "x-tandem-peer";

/** How many proxies of ours stand before this server; a setting that is no whole number trusts none. */
export function trustedProxies(setting = process.env.TANDEM_TRUSTED_PROXIES): number {
  const hops = Number(setting);
  return Number.isInteger(hops) && hops > 0 ? hops : 0;
}

/**
 * Whose request this is. Each proxy appends to X-Forwarded-For the address that it was called from, so
 * that the last `trusted` entries were written by proxies of ours and everything before them by anybody.
 * @returns an address, or "unknown"; never anything that only the client says
 */
export function clientAddress(
  headers: { get(name: string): string | null },
  trusted = trustedProxies(),
): string {
  const peer = parseAddress(headers.get(peerHeader) ?? "") ?? "unknown";
  if (trusted === 0) return peer;
  const hops = (headers.get("x-forwarded-for") ?? "").split(",");
  return parseAddress(hops[Math.max(0, hops.length - trusted)] ?? "") ?? peer;
}
