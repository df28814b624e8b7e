import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** The version of this code, kept with every run. */
export const codeVersion = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8"))).version;
