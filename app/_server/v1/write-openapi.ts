/** `npm run docs:api`: writes the API's description to docs/openapi.json, so that a change of the API shows in review. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { apiDocument } from "./openapi.ts";

const file = join(import.meta.dirname, "..", "..", "..", "docs", "openapi.json");
writeFileSync(
  file,
  await format(JSON.stringify(apiDocument()), { ...(await resolveConfig(file)), filepath: file }),
);
