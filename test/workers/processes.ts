import { type ChildProcess, execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** Wait for something that other processes do. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 3000; i++) {
    if (holds()) return;
    await sleep(50);
  }
  throw new Error(`waited in vain: ${what}`);
}

/** The child that does the worker's job: its newest. */
export function childOf(worker: ChildProcess): number {
  const pids = execFileSync("pgrep", ["-P", String(worker.pid)], { encoding: "utf8" })
    .trim()
    .split("\n");
  return Math.max(...pids.map(Number));
}
