import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const deploy = join(import.meta.dirname, "..", "..", "deploy");

const dashboards = z.object({
  panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })).optional() })),
});

/** Names in an expression that are no functions, labels or values. */
const namesIn = (expr: string): string[] =>
  [...expr.replace(/\{[^}]*\}/g, "").matchAll(/\b(?:tandem|nodejs|process)_\w+/g)].map(([name]) => name);

/** The metrics that the dashboard and the alerts look at, and how many expressions the dashboard has. */
export function lookedAt(): { looked: Set<string>; dashboard: number } {
  const { panels } = dashboards.parse(
    JSON.parse(readFileSync(join(deploy, "grafana", "tandem.json"), "utf8")),
  );
  const drawn = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  const rules = readFileSync(join(deploy, "prometheus", "tandem.rules.yml"), "utf8");
  const alerts = [...rules.matchAll(/^\s+expr: (.+)$/gm)].map(([, expr]) => expr ?? "");
  return { looked: new Set([...drawn, ...alerts].flatMap(namesIn)), dashboard: drawn.length };
}
