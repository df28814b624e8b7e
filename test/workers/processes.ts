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

/** Kill -9 what does the worker's jobs: a training, and perhaps a look at the project beside it. */
export function killChildren(worker: ChildProcess): void {
  execFileSync("pkill", ["-KILL", "-P", String(worker.pid)]);
}
