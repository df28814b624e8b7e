import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { stop } from "../command.ts";

/** What the pages are built from. */
const sources = [
  "app",
  "lib",
  "db",
  "package-lock.json",
  "next.config.js",
  "proxy.ts",
  "postcss.config.mjs",
  "tsconfig.json",
];

/** Build the pages, unless there is a build that is newer than every source file. Ends the process when it fails. */
export function buildPages(say: (line: string) => void): void {
  if (buildIsFresh()) return;
  say("Building the pages, which may take minutes …");
  const next = join("node_modules", "next", "dist", "bin", "next");
  const { status, stdout, stderr } = spawnSync(process.execPath, [next, "build"], {
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
    encoding: "utf8",
  });
  if (status !== 0) stop(`The pages could not be built.\n${stdout}\n${stderr}`);
}

function buildIsFresh(folder = process.env.TANDEM_DIST ?? ".next"): boolean {
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
