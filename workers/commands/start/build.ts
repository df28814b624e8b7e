import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What the pages are built from. */
const sources = [
  "app",
  "lib",
  "db",
  "package-lock.json",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
];

/** Is there a build that is newer than every source file? */
export function buildIsFresh(folder = process.env.TANDEM_DIST ?? ".next"): boolean {
  const built = modified(join(folder, "BUILD_ID"));
  return built !== null && newest() <= built;
}

function newest(): number {
  const walk = (path: string): number => {
    const stat = statSync(path);
    if (!stat.isDirectory()) return stat.mtimeMs;
    return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => walk(join(path, name))));
  };
  return Math.max(...sources.map(walk));
}

function modified(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
