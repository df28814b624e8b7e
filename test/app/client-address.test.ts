import { expect, test } from "vitest";
import { clientAddress, trustedProxies } from "#app/_server/client-address.ts";

const from = (peer: string | null, forwarded: string | null, trusted: number) => {
  const headers = new Headers({
    ...(peer !== null && { "x-tandem-peer": peer }),
    ...(forwarded !== null && { "x-forwarded-for": forwarded }),
  });
  return clientAddress(headers, trusted);
};

test("without a proxy of ours only the socket is believed", () => {
  expect(from("::ffff:192.0.2.9", "203.0.113.1", 0)).toBe("192.0.2.9");
  expect(from(null, "203.0.113.1", 0)).toBe("unknown");
  expect(from("no address", null, 0)).toBe("unknown");
});

test("each proxy of ours is one entry from the right; what the client wrote before is not read", () => {
  const forged = "10.0.0.1, 203.0.113.7, 198.51.100.2";
  expect(from("127.0.0.1", forged, 1)).toBe("198.51.100.2");
  expect(from("127.0.0.1", forged, 2)).toBe("203.0.113.7");
  expect(from("127.0.0.1", "203.0.113.7", 3)).toBe("203.0.113.7");
});

test("an entry that is no address counts as none: the socket's address stands", () => {
  for (const entry of ["", "unknown", "x".repeat(7000), "203.0.113.7, <script>"])
    expect(from("192.0.2.9", entry, 1)).toBe("192.0.2.9");
});

test.each([
  [undefined, 0],
  ["", 0],
  ["0", 0],
  ["2", 2],
  ["-1", 0],
  ["1.5", 0],
  ["all", 0],
])("TANDEM_TRUSTED_PROXIES=%s trusts %i", (setting, hops) => {
  expect(trustedProxies(setting)).toBe(hops);
});
