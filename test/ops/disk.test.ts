import { spawnSync } from "node:child_process";
import { describe, expect, onTestFinished, test } from "vitest";
import { canMount, newSmallDisk } from "./small-disk.ts";

const start = (data: string) =>
  spawnSync(process.execPath, ["workers/tandem.js", "start", "--no-demo", "--data", data], {
    encoding: "utf8",
    env: { ...process.env, TANDEM_ADMIN_PASSWORD: "correct horse battery staple" },
  });

describe.skipIf(!canMount)("npm start (skipped where no file system may be mounted)", () => {
  test.each([
    ["read-only", "read-only"],
    ["full", "full"],
  ])("on a %s disk ends with a sentence", (kind, word) => {
    const disk = newSmallDisk(1);
    onTestFinished(() => disk.remove());
    if (kind === "full") disk.fill();
    else disk.readOnly();
    const { status, stderr } = start(disk.folder);
    expect(status).toBe(1);
    expect(stderr).toContain(word);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
