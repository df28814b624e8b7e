import { expect, test } from "vitest";
import { commonHeaders, pagePolicy } from "#app/_server/security-headers.ts";

const directives = (policy: string) => new Map(policy.split("; ").map((each) => [each.split(" ")[0], each]));

test("a page's scripts and style sheets need its nonce; only development is laxer", () => {
  const page = directives(pagePolicy("abc", false));
  expect(page.get("script-src")).toBe("script-src 'self' 'nonce-abc' 'strict-dynamic'");
  expect(page.get("style-src")).toBe("style-src 'self' 'nonce-abc'");
  expect([...page.values()].filter((each) => each.includes("unsafe"))).toEqual([
    "style-src-attr 'unsafe-inline'",
  ]);
  expect(pagePolicy("abc", true)).toContain("'unsafe-eval'");
});

test("browsers are told to insist on https only where people come by it", () => {
  expect("strict-transport-security" in commonHeaders(false)).toBe(false);
  expect(commonHeaders(true)["strict-transport-security"]).toMatch(/^max-age=\d{8}$/);
});
