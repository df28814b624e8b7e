/** Writes schema.d.ts from docs/openapi.json; part of `npm run docs:api`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";
import { format, resolveConfig } from "prettier";

export const schemaFile = join(import.meta.dirname, "schema.d.ts");

/** @param document text of docs/openapi.json */
export async function schemaText(document: string): Promise<string> {
  const types = astToString(await openapiTS(document));
  const head = "// Made from docs/openapi.json by `npm run docs:api`.\n\n";
  return format(`${head}${types}`, { ...(await resolveConfig(schemaFile)), filepath: schemaFile });
}

if (import.meta.main) {
  const document = join(import.meta.dirname, "..", "..", "docs", "openapi.json");
  writeFileSync(schemaFile, await schemaText(readFileSync(document, "utf8")));
}
