import fc from "fast-check";
import { expect, test } from "vitest";
import { entryRule, letsIn } from "#lib/entry-rule.ts";

test("what cannot be read lets nobody in who was not invited", () => {
  for (const setting of [undefined, "", "invited", "all", "domain", "EVERYONE"])
    expect(letsIn(entryRule(setting, "uni.example"), "a@uni.example")).toBe(false);
  for (const list of [undefined, "", " , ", "uni", "*", "*.example", ".example", "@uni.example"])
    expect(entryRule("domains", list)).toEqual({ kind: "invited" });
  expect(letsIn(entryRule(" Everybody ", undefined), null)).toBe(true);
});

test("a domain is a whole domain, and an address that is not verified has none", () => {
  const rule = entryRule("domains", " Uni.example, lab.uni.example ");
  expect(letsIn(rule, "a@uni.example")).toBe(true);
  expect(letsIn(rule, "a.b@LAB.uni.example")).toBe(true);
  for (const email of [
    null,
    "",
    "uni.example",
    "@uni.example",
    "a@evil-uni.example",
    "a@uni.example.evil.example",
    "a@x.uni.example",
    "a@uni.example@evil.example",
    "a@uni.example ",
  ])
    // prettier-ignore
    expect(letsIn(rule, email)).toBe(false);
  fc.assert(
    fc.property(fc.emailAddress(), (email) => {
      expect(letsIn(rule, email)).toBe(/@(lab\.)?uni\.example$/i.test(email));
    }),
  );
});
