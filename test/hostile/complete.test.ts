import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** The hostile inputs that a test has to name; SECURITY.md says what comes of them. */
const inputs = Array.from({ length: 73 }, (_, i) => i + 1);

const root = join(import.meta.dirname, "..", "..");

/** What is asked of each() or skipIf() before the title: brackets within brackets within brackets at most. */
const asked = String.raw`(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?`;
const called = new RegExp(
  String.raw`\b(?:test|describe)(?:\.\w+)*(?:<.+>)?${asked}\(\s*(["\`])(.+?)\1\s*,`,
  "g",
);
/** A row of a table of tests that are called by its first column. */
const row = /^\s*\[\s*(["`])(.+?)\1,/gm;

/** Titles of the tests of a file, and of what they stand in. */
const titlesIn = (source: string): string[] =>
  [...source.matchAll(called), ...(source.includes(')("%s"') ? source.matchAll(row) : [])].map(
    ([, , title = ""]) => title,
  );

/** "14 and 5 in pages" names 14 and 5, "6 a bomb …; 10 header sizes may lie" names 6 and 10. */
const named = (title: string): number[] =>
  title
    .split("; ")
    .flatMap((part) => /^((?:\d+ and )*\d+) /.exec(part)?.[1]?.split(" and ") ?? [])
    .map(Number);

test("each of the 73 hostile inputs is named by a test", () => {
  const files = globSync(["test/**/*.test.ts", "e2e/**/*.spec.ts"], { cwd: root });
  const titles = files.flatMap((file) => titlesIn(readFileSync(join(root, file), "utf8")));
  expect(titles.length).toBeGreaterThan(500);
  const found = new Set(titles.flatMap(named));
  expect(inputs.filter((input) => !found.has(input))).toEqual([]);
});
