import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { dataDir } from "#db/data-dir.ts";
import { FolderInUse, type Hold, holdDataDir, holderOf } from "#db/data-lock.ts";
import { newFolder } from "../lib/formats/files.ts";

/** A process that holds the folder. Resolves when it does. */
async function holder(folder: string, hold: Hold) {
  const child = spawn(process.execPath, ["--expose-gc", "test/ops/lock-process.ts", folder, hold], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  onTestFinished(() => void child.kill("SIGKILL"));
  await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
  return {
    pid: child.pid,
    kill: () => {
      child.kill("SIGKILL");
      return exited;
    },
  };
}

/** Which holds this process may take beside it. */
const allowed = (folder: string): Hold[] =>
  (["use", "serve", "alone"] as const).filter((hold) => {
    try {
      holdDataDir(dataDir(folder), hold, null)();
      return true;
    } catch (error) {
      if (error instanceof FolderInUse) return false;
      throw error;
    }
  });

test("66 one process serves a data folder, any number use it, one has it alone; kill -9 lets go at once", async () => {
  const folder = newFolder();
  expect(allowed(folder)).toEqual(["use", "serve", "alone"]);
  const beside: Record<Hold, Hold[]> = { use: ["use", "serve"], serve: ["use"], alone: [] };
  for (const hold of ["use", "serve", "alone"] as const) {
    const other = await holder(folder, hold);
    await new Promise((resolve) => setTimeout(resolve, 200)); // time for a collection
    expect([hold, allowed(folder)]).toEqual([hold, beside[hold]]);
    if (hold === "use") expect(holderOf(dataDir(folder))).toBeNull();
    else expect(holderOf(dataDir(folder))?.pid).toBe(other.pid);
    await other.kill();
    expect(allowed(folder)).toEqual(["use", "serve", "alone"]);
  }
}, 60_000);

const tandem = (folder: string, ...args: string[]) =>
  spawnSync(process.execPath, ["workers/tandem.js", ...args, "--data", folder], { encoding: "utf8" });

test("beside a server: commands and a worker of its version run, a restore and another version's worker do not", async () => {
  const folder = newFolder();
  expect(tandem(folder, "user", "add", "ann").status).toBe(0);
  const server = await holder(folder, "serve");
  expect(tandem(folder, "user", "add", "bob").status).toBe(0);
  const backup = join(newFolder(), "backup");
  expect(tandem(folder, "backup", backup).status).toBe(0);
  const restored = tandem(folder, "restore", backup, "--replace");
  expect([restored.status, restored.stderr]).toEqual([
    1,
    expect.stringContaining(`process ${server.pid} on`),
  ]);

  const told = join(folder, "lock.json");
  writeFileSync(told, readFileSync(told, "utf8").replace(/"version":"[^"]*"/, '"version":"0.0.1"'));
  const worker = tandem(folder, "worker");
  expect([worker.status, worker.stderr]).toEqual([1, expect.stringContaining("Tandem 0.0.1")]);

  await server.kill();
  expect(tandem(folder, "restore", backup, "--replace").status).toBe(0);
}, 60_000);
