import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { importOptions } from "#lib/formats/import-options.ts";
import { byField, inOneLine, sentence } from "#lib/validation.ts";

const said = (schema: z.ZodType, input: unknown) =>
  schema.safeParse(input, { error: sentence }).error?.issues.map(({ message }) => message);

describe("findings of a schema", () => {
  test.each([
    [z.string().max(100), "x".repeat(101), "Use at most 100 characters."],
    [z.string().min(12), "x", "Use at least 12 characters."],
    [z.string().min(1), "", "Please fill this in."],
    [z.string(), undefined, "Please fill this in."],
    [z.coerce.number(), "soon", "This must be a number."],
    [z.coerce.number().int(), "1.5", "This must be a whole number."],
    [z.coerce.number().max(512), "513", "This must be at most 512."],
    [z.coerce.number().gt(0), "0", "This must be more than 0."],
    [z.coerce.number().lt(100), "100", "This must be less than 100."],
    [z.array(z.string()).max(1), ["a", "b"], "Use at most 1 entry."],
    [z.enum(["skip", "abort"]), "stop", "Choose one of: skip, abort."],
    [z.union([z.literal(""), z.coerce.number().pipe(z.int("A whole number."))]), "1.5", "A whole number."],
    [z.string().max(3, "Three letters at most."), "four", "Three letters at most."],
  ])("%#: %s", (schema, input, expected) => {
    expect(said(schema, input)).toEqual([expected]);
  });

  test("a form gets the first sentence of each field by its path, a command all in one line", () => {
    const { error } = importOptions.safeParse(
      { project: { slug: "A b", name: "" }, images: "" },
      { error: sentence },
    );
    if (!error) throw new Error("this should not pass");
    expect(Object.keys(byField(error))).toEqual(["project.slug", "project.name", "images"]);
    expect(inOneLine(error)).toContain("images: Please fill this in.");
  });

  test("nothing of zod's own wording is left, whatever comes in", () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        for (const message of said(importOptions, input) ?? [])
          expect(message).not.toMatch(/invalid|expected|received|too (big|small)|[<>]=?/i);
      }),
    );
  });
});
