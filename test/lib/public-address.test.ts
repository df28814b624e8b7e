import { expect, test } from "vitest";
import { isPublicAddress } from "#lib/public-address.ts";

test("addresses of one's own network, of this machine, of clouds' insides and of nobody are not public", () => {
  for (const address of [
    ...["127.0.0.1", "127.255.255.255", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
    ...[
      "169.254.169.254",
      "100.64.0.1",
      "192.0.2.7",
      "198.18.0.1",
      "203.0.113.9",
      "224.0.0.1",
      "255.255.255.255",
    ],
    ...[
      "::",
      "::1",
      "fe80::1",
      "fc00::1",
      "fd00:ec2::254",
      "ff02::1",
      "2001:db8::1",
      "2002:7f00:1::",
      "2001::1",
    ],
    // IPv4 in other clothes
    ...["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1"],
    ...["", "localhost", "127.1", "0x7f.0.0.1", "2130706433", "fe80::1%eth0", "1.2.3.4 "],
  ])
    expect(isPublicAddress(address), address).toBe(false);
});

test("addresses of the internet are", () => {
  for (const address of [
    ...[
      "1.1.1.1",
      "8.8.8.8",
      "172.15.255.255",
      "172.32.0.1",
      "100.63.255.255",
      "100.128.0.1",
      "223.255.255.255",
    ],
    ...["169.253.1.1", "192.0.1.1", "2606:4700:4700::1111", "2a00:1450:4001::200e"],
  ])
    expect(isPublicAddress(address), address).toBe(true);
});
