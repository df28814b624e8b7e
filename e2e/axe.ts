import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright/test";
import { z } from "zod";

const script = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const findings = z.array(z.string());

/** What axe finds wrong with the page, a line each. Needs a context with bypassCSP: it is a script that the pages' own policy would refuse. */
export async function axe(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: script });
  return findings.parse(
    await page.evaluate(`axe.run().then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 150)).join(" | ")))`),
  );
}
