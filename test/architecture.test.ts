import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";

const eslint = new ESLint({ cwd: `${import.meta.dirname}/..` });

/** Rules that a line of code breaks, were it in this file. */
async function broken(filePath: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map((message) => message.ruleId);
}

describe("imports go one way: app, workers → db → lib", () => {
  test.each([
    ["lib/domain.ts", "#db/client.ts"],
    ["lib/domain.ts", "#workers/job.ts"],
    ["lib/domain.ts", "../app/_server/log.ts"],
    ["db/client.ts", "#app/_server/log.ts"],
    ["db/client.ts", "../workers/job.ts"],
    ["app/page.tsx", "#workers/job.ts"],
    ["workers/main.ts", "#app/_server/log.ts"],
  ])("%s may not import %s", async (file, target) => {
    expect(await broken(file, `import "${target}";\n`)).toContain("import-x/no-restricted-paths");
  });

  test.each([
    ["db/client.ts", "#lib/domain.ts"],
    ["workers/main.ts", "#db/client.ts"],
    ["app/page.tsx", "#lib/domain.ts"],
  ])("%s may import %s", async (file, target) => {
    expect(await broken(file, `import "${target}";\n`)).not.toContain("import-x/no-restricted-paths");
  });
});

test("lib may not ask for the time or roll dice, and no transaction escapes write()", async () => {
  expect(await broken("lib/domain.ts", "export const t = Date.now();\n")).toContain(
    "no-restricted-properties",
  );
  expect(await broken("lib/domain.ts", "export const r = Math.random();\n")).toContain(
    "no-restricted-properties",
  );
  expect(
    await broken(
      "db/people/users.ts",
      "export const f = (db: { transaction(): void }) => db.transaction();\n",
    ),
  ).toContain("no-restricted-syntax");
});
