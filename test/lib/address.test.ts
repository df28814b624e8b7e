import { expect, test } from "vitest";
import fc from "fast-check";
import { networkOf, parseAddress } from "#lib/address.ts";

test.each([
  ["192.0.2.1", "192.0.2.1"],
  [" 192.0.2.1:4711 ", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["[2001:DB8::1]:443", "2001:db8::1"],
  ["2001:db8:0:0:0:0:0:1", "2001:db8::1"],
  ["fe80::1%eth0", "fe80::1"],
  ["::1", "::1"],
])("%s is %s", (text, address) => {
  expect(parseAddress(text)).toBe(address);
});

test.each([
  "",
  "unknown",
  "192.0.2",
  "192.0.2.1.5",
  "example.org",
  "[::1",
  "1.2.3.4, 5.6.7.8",
  "::ffff:999.1.1.1",
])("%j is no address", (text) => {
  expect(parseAddress(text)).toBeNull();
});

test("an IPv6 customer's addresses are one network, two customers' are two", () => {
  const network = (text: string) => networkOf(parseAddress(text) ?? "none");
  expect(network("2001:db8:1:2:aaaa::1")).toBe(network("2001:db8:1:2:bbbb:cccc:dddd:eeee"));
  expect(network("2001:db8:1:2::1")).not.toBe(network("2001:db8:1:3::1"));
  expect(network("2001:db8::1")).toBe(network("2001:db8:0:0:ffff::"));
  expect(network("192.0.2.1")).not.toBe(network("192.0.2.2"));
});

test("any two addresses share a network exactly when their first halves are equal", () => {
  fc.assert(
    fc.property(fc.ipV6(), fc.ipV6(), fc.boolean(), (a, b, share) => {
      const [first, second] = [parseAddress(a) ?? "", parseAddress(b) ?? ""];
      if (first.includes(".") || second.includes(".")) return; // mapped IPv4
      const half = (address: string) =>
        networkOf(address)
          .split(":")
          .slice(0, 4)
          .map((group) => Number.parseInt(group || "0", 16));
      const mixed = share
        ? parseAddress(
            `${half(first)
              .map((n) => n.toString(16))
              .join(":")}:1:2:3:4`,
          )
        : second;
      if (mixed === null) throw new Error("made no address");
      expect(networkOf(mixed) === networkOf(first)).toBe(half(mixed).join() === half(first).join());
    }),
  );
});
