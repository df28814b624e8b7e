import { BlockList, isIP } from "node:net";

/*
 * Which addresses are on the internet, for whatever is sent where somebody says. IANA's special-purpose registries
 * (RFC 6890 and after): what is not for anybody out there is not public, documentation and multicast included.
 */

const refused = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  refused.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  refused.addSubnet(network, prefix, "ipv6");

/** Of IPv6, addresses are given out of this alone; what maps or translates IPv4 is outside of it. */
const global = new BlockList();
global.addSubnet("2000::", 3, "ipv6");

/** @param address as a resolver gives it, IPv4 or IPv6; anything else is not public */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refused.check(address, "ipv4");
    case 6:
      return global.check(address, "ipv6") && !refused.check(address, "ipv6");
    default:
      return false;
  }
}
