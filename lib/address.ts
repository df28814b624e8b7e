import { isIP } from "node:net";

/**
 * An internet address as one text: without port and brackets, IPv4 as such also where a socket calls it
 * ::ffff:192.0.2.1, IPv6 in its short form.
 * @returns null for what is no address
 */
export function parseAddress(text: string): string | null {
  const given = text.trim().toLowerCase();
  const bare = /^\[(.+)\](?::\d+)?$/.exec(given)?.[1] ?? /^([\d.]+):\d+$/.exec(given)?.[1] ?? given;
  const v4 = /^::ffff:([\d.]+)$/.exec(bare)?.[1] ?? bare;
  if (isIP(v4) === 4) return v4;
  // A zone names an interface of one machine, not a place.
  const v6 = bare.replace(/%.*$/, "");
  return isIP(v6) === 6 ? new URL(`http://[${v6}]`).hostname.slice(1, -1) : null;
}

/**
 * What one customer of a network is given: an IPv4 address, or the first half of an IPv6 one, whose
 * other half everybody chooses for themselves.
 * @param address as of parseAddress; anything else stays what it is
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = tail === undefined ? 0 : 8 - first.length - last.length;
  const groups = [...first, ...Array.from({ length: missing }, () => "0"), ...last];
  return `${groups.slice(0, 4).join(":")}::/64`;
}
