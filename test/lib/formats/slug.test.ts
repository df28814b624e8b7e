import fc from "fast-check";
import { expect, test } from "vitest";
import { slug, slugOf } from "#lib/formats/slug.ts";

test.each([
  ["Été 2024, birds", "ete-2024-birds"],
  ["  --Cats & dogs--  ", "cats-dogs"],
  ["日本", ""],
  ["a".repeat(59) + " b", "a".repeat(59)],
])("%j suggests %j", (name, short) => {
  expect(slugOf(name)).toBe(short);
});

test("whatever a project is called, what is suggested is empty or a short name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (name) => {
      const short = slugOf(name);
      expect(short === "" || slug.safeParse(short).success).toBe(true);
    }),
  );
});
