import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, test } from "vitest";
import { apiDocument, documentText } from "#app/_server/v1/openapi.ts";
import { docsPage } from "#app/_server/v1/page.ts";
import { schemaFile, schemaText } from "../../../clients/typescript/generate.ts";
import { routes } from "#app/_server/v1/registry.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const operations = Object.entries(apiDocument().paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test("the document in docs is that of the code: npm run docs:api renews it", () => {
  const committed: unknown = JSON.parse(readFileSync(join(root, "docs", "openapi.json"), "utf8"));
  expect(committed).toEqual(JSON.parse(documentText()));
});

test("the TypeScript client is of the document in docs: npm run docs:api renews it, too", async () => {
  const document = readFileSync(join(root, "docs", "openapi.json"), "utf8");
  expect(readFileSync(schemaFile, "utf8")).toBe(await schemaText(document));
});

test("the document passes a linter's recommended rules", async () => {
  const config = await createConfig({ extends: ["recommended"] });
  const found = await lintFromString({ source: documentText(), absoluteRef: "openapi.json", config });
  expect(found.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
});

test("every handler is described once, and says which of its answers are problems", () => {
  expect(operations).toHaveLength(routes.length);
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(routes.length);
  for (const { path, method, operation } of operations) {
    const at = `${method} ${path}`;
    expect(operation.security, at).toEqual([{ token: [] }]);
    for (const [status, reply] of Object.entries(operation.responses))
      if (Number(status) >= 400) expect(reply, at).toEqual({ $ref: `#/components/responses/${status}` });
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const described = operation.parameters.filter((parameter) => parameter.in === "path");
    expect(described.map(({ name }) => name).sort(), at).toEqual(named.sort());
  }
});

test("the page runs nothing and loads nothing, and names every handler", () => {
  const { html, policy } = docsPage();
  expect(html).not.toMatch(/<script|<link|<img|<iframe|\bon\w+=|\bsrc=|url\(|@import/i);
  const [, style = ""] = /<style>(.*?)<\/style>/s.exec(html) ?? [];
  const hash = createHash("sha256").update(style).digest("base64");
  expect(policy.split("; ")).toEqual([
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]);
  expect(html).not.toMatch(/\sstyle=/);
  for (const { path, operation } of operations) {
    expect(html).toContain(`<code>${path}</code>`);
    expect(html).toContain(`id="${operation.operationId}"`);
  }
});
