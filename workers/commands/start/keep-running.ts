import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** How long to wait before a process is started again, ms: longer each time, until it has lived for a while. */
export type Pauses = { first: number; longest: number; goodAfter: number };
const usual: Pauses = { first: 500, longest: 30_000, goodAfter: 60_000 };

export type Kept = {
  /** of the process that runs now; undefined between two */
  pid(): number | undefined;
  /** End it, politely and after `patienceMs` by force, and start none again. Resolves when it is gone. */
  stop(patienceMs: number): Promise<void>;
};

/**
 * Start a process, and start it again whenever it ends.
 * @param start starts it
 * @param ended hears how it ended, and the pause before the next start, ms; false: do not start it again
 */
export function keepRunning(
  start: () => ChildProcess,
  ended: (how: string, pauseMs: number) => boolean,
  pauses: Pauses = usual,
): Kept {
  let pause = pauses.first;
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;

  function begin(): void {
    const startedAt = performance.now();
    const mine = start();
    child = mine;
    let over = false;
    const end = (how: string) => {
      if (over) return;
      over = true;
      child = null;
      if (stopping) return;
      if (performance.now() - startedAt >= pauses.goodAfter) pause = pauses.first;
      if (!ended(how, pause)) return;
      timer = setTimeout(begin, pause);
      pause = Math.min(2 * pause, pauses.longest);
    };
    mine.once("exit", (code, signal) => end(signal ?? `code ${code ?? "none"}`));
    // A process that could not be started (no memory, say) never exits.
    mine.once("error", (error) => mine.pid === undefined && end(error.message));
  }

  begin();
  return {
    pid: () => child?.pid,
    async stop(patienceMs) {
      stopping = true;
      if (timer) clearTimeout(timer);
      const last = child;
      if (!last) return;
      const gone = new Promise<void>((resolve) => last.once("exit", () => resolve()));
      last.kill("SIGTERM");
      await Promise.race([gone, sleep(patienceMs, undefined, { ref: false })]);
      if (child) {
        last.kill("SIGKILL");
        await gone;
      }
    },
  };
}
