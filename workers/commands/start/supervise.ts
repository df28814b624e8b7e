import { type ChildProcess, fork, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DataDir } from "#db/data-dir.ts";
import { whoAnswers } from "./answers.ts";
import { type Kept, keepRunning } from "./keep-running.ts";
import { openLogFile } from "./log-file.ts";
import { waitForPort } from "./port.ts";

export type Plan = {
  dir: DataDir;
  /** of Node, for the web process */
  args: string[];
  env: NodeJS.ProcessEnv;
  host: string;
  port: number;
  address: string;
  /** run a worker too */
  worker: boolean;
  /** into data/tandem.log; false, or TANDEM_LOG=stdout: to the terminal */
  log: boolean;
};

/** Answers under way get five seconds to finish; a process that takes longer than this is ended, ms. */
const stopPatienceMs = 8000;
const workerFile = join(import.meta.dirname, "..", "..", "main.ts");

/**
 * Keep the web process, and a worker if wanted, running until Ctrl-C. Resolves once the pages answer. Both end by
 * themselves when this process dies: the channel to each closes (lib/end-with-parent.ts).
 * @throws Stop when the port cannot be had
 */
export async function supervise({ dir, args, env, host, port, address, worker, log }: Plan): Promise<void> {
  await waitForPort(host, port);
  const say = (line: string) => console.error(`  ${line}`);
  const logFile =
    log && process.env.TANDEM_LOG !== "stdout" ? openLogFile(join(dir.root, "tandem.log"), say) : null;
  const seeLog = logFile ? ` The log is ${logFile.path}.` : "";
  const nonce = randomBytes(32).toString("hex");
  const out = logFile ? "pipe" : "inherit";
  const options = { env: { ...env, TANDEM_NONCE: nonce }, stdio: ["ignore", out, out, "ipc"] as const };
  let ready = false;
  let stopping: Promise<never> | null = null;

  function logged(process: "web" | "worker", child: ChildProcess): ChildProcess {
    if (child.stdout) logFile?.follow(child.stdout, { process, level: 30 });
    if (child.stderr) logFile?.follow(child.stderr, { process, level: 40 });
    child.on("error", (error) => say(error.message)); // such as a message to a process that has just ended
    return child;
  }

  const web = keepRunning(
    () => logged("web", spawn(process.execPath, args, { ...options, stdio: [...options.stdio] })),
    (how, pause) => {
      // One that never answered would not the second time either.
      if (!ready) void stopAll(`The web process ended (${how}).${seeLog}`);
      else say(`The web process ended (${how}); it is started again in ${pause / 1000} s.`);
      return ready;
    },
  );
  const kept = [web];
  if (worker)
    kept.push(
      keepRunning(
        () => logged("worker", fork(workerFile, { ...options, stdio: [...options.stdio] })),
        (how, pause) => {
          say(`The worker ended (${how}); it is started again in ${pause / 1000} s.`);
          return true;
        },
      ),
    );

  function stopAll(reason: string | null): Promise<never> {
    stopping ??= end(kept, reason);
    return stopping;
  }
  async function end(children: readonly Kept[], reason: string | null): Promise<never> {
    if (reason !== null) say(`\n  ${reason}`);
    await Promise.all(children.map((child) => child.stop(stopPatienceMs)));
    logFile?.close();
    if (reason === null) console.log("  Stopped.");
    return process.exit(reason === null ? 0 : 1);
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stopAll(null));

  for (;;) {
    if (stopping) return stopping;
    const who = await whoAnswers(host, port, nonce);
    if (who === "own") break;
    if (who === "other")
      return stopAll(`Another program answers on port ${port}; choose another with --port.`);
    await sleep(100);
  }
  ready = true;
  console.log(`\n  Tandem is ready at ${address}\n  Ctrl-C stops it.${seeLog}\n`);
}
