import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";

/** A copy of the file in a project of its own, and what it says there. */
function project() {
  const root = mkdtempSync(join(tmpdir(), "tandem-version-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "workers"));
  cpSync("workers/code-version.ts", join(root, "workers", "code-version.ts"));
  writeFileSync(join(root, "package.json"), '{"type": "module", "version": "1.2.3"}');
  writeFileSync(join(root, ".gitignore"), "node_modules\n");
  symlinkSync(resolve("node_modules"), join(root, "node_modules"));
  const script = "import('./workers/code-version.ts').then((m) => console.log(m.codeVersion()))";
  const run = (command: string, args: string[], revision?: string) =>
    execFileSync(command, args, {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, ...(revision !== undefined && { TANDEM_REVISION: revision }) },
    }).trim();
  return {
    root,
    version: (revision?: string) => run(process.execPath, ["--eval", script], revision),
    git: (...args: string[]) => run("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args]),
  };
}

test("the version of the code names its commit, and says when files were changed since", () => {
  const { root, version, git } = project();
  expect(version()).toBe("1.2.3");
  expect(version("abc1234")).toBe("1.2.3 abc1234");
  git("init", "--quiet");
  expect(version()).toBe("1.2.3"); // no commit yet
  git("add", ".");
  git("commit", "--quiet", "--message", "first");
  const hash = git("rev-parse", "--short", "HEAD");
  expect(version("abc1234")).toBe(`1.2.3 ${hash}`);
  writeFileSync(join(root, "package.json"), '{"type": "module", "version": "1.2.4"}');
  expect(version()).toBe(`1.2.4 ${hash}+dirty`);
}, 300_000);
