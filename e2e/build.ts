import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPages } from "#workers/commands/start/build.ts";

/** Once, before the workers start servers beside each other. @returns what is done after the last test */
export default function build(): () => void {
  buildPages((line) => process.stdout.write(`${line}\n`));
  const templates = mkdtempSync(join(tmpdir(), "tandem-e2e-templates-"));
  process.env.TANDEM_E2E_TEMPLATES = templates;
  return () => rmSync(templates, { recursive: true, force: true });
}
