import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const root = join(import.meta.dirname, "..");
let known: string | undefined;

/**
 * The version of this code, kept with every run: "0.1.0 3fa2b1c", with "+dirty" where files were changed
 * since that commit. The revision comes from git, or from $TANDEM_REVISION where the code was copied
 * without its history (a container); without either it is left out.
 */
export function codeVersion(): string {
  known ??= [packageVersion(), revision()].filter(Boolean).join(" ");
  return known;
}

const packageVersion = (): string =>
  z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")))
    .version;

function revision(): string | null {
  if (existsSync(join(root, ".git"))) {
    try {
      const hash = git("rev-parse", "--short", "HEAD");
      const changed = git("status", "--porcelain", "--untracked-files=no") !== "";
      return `${hash}${changed ? "+dirty" : ""}`;
    } catch {
      // no git here, or a history that it cannot read
    }
  }
  return process.env.TANDEM_REVISION ?? null;
}

const git = (...args: string[]): string =>
  execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
