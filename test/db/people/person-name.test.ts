import { expect, test } from "vitest";
import { personName } from "#db/people/users.ts";

test("a person is called whatever can be read, and nothing that turns or hides what stands beside it", () => {
  for (const name of ["", "Anna Łęcka", "王小明", "O’Brien <b>", "نگار می‌خواهد", "👩‍🔬"])
    expect(personName.parse(` ${name} `), name).toBe(name);
  for (const name of ["Anna \u202egnp", "\u200b", "a\u0000b", "two\nlines", "\u2067x", "-", "x".repeat(101)])
    expect(personName.safeParse(name).success, JSON.stringify(name)).toBe(false);
});
