import { type ChildProcess, fork, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DataDir } from "#db/data-dir.ts";

export type Plan = {
  dir: DataDir;
  /** of Node, for the web process */
  args: string[];
  env: NodeJS.ProcessEnv;
  host: string;
  port: number;
  address: string;
  /** into data/tandem.log; false, or TANDEM_LOG=stdout: to the terminal */
  log: boolean;
};

/** A web process that ends sooner than this after its start is not started again. */
const hopelessMs = 3000;
const workerFile = join(import.meta.dirname, "..", "..", "main.ts");

/** Keep the web and the worker process running until Ctrl-C. Resolves once the pages answer. */
export async function supervise({ dir, args, env, host, port, address, log }: Plan): Promise<void> {
  const logFile = join(dir.root, "tandem.log");
  const logStream = log && process.env.TANDEM_LOG !== "stdout" ? openLog(logFile) : null;
  const stdio = logStream ? "pipe" : "inherit";
  let stopping = false;
  /** the web process has answered once */
  let ready = false;

  function follow(child: ChildProcess): ChildProcess {
    if (logStream) {
      child.stdout?.pipe(logStream, { end: false });
      child.stderr?.pipe(logStream, { end: false });
    }
    return child;
  }

  function startWeb(): ChildProcess {
    const child = follow(spawn(process.execPath, args, { env, stdio: ["ignore", stdio, stdio, "ipc"] }));
    const startedAt = Date.now();
    child.on("exit", (code, signal) => {
      if (stopping) return;
      const how = `The web process ended (${signal ?? `code ${code ?? "none"}`})`;
      // One that never answered would not the second time either: the port is taken, say.
      if (!ready || Date.now() - startedAt < hopelessMs) void stopAll(`${how}; the log is ${logFile}.`);
      else {
        console.log(`  ${how}; starting it again.`);
        web = startWeb();
      }
    });
    return child;
  }

  function startWorker(): ChildProcess {
    const child = follow(fork(workerFile, { env, stdio: ["ignore", stdio, stdio, "ipc"] }));
    child.on("exit", (code) => {
      if (stopping) return;
      console.log(`  The worker ended (code ${code ?? "none"}); starting it again.`);
      setTimeout(() => {
        if (!stopping) worker = startWorker();
      }, 2000);
    });
    return child;
  }

  let web = startWeb();
  let worker = startWorker();

  async function stopAll(reason: string | null): Promise<void> {
    if (stopping) return;
    stopping = true;
    if (reason) console.error(`\n  ${reason}`);
    const alive = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;
    const children = [web, worker].filter(alive);
    const ends = children.map((child) => new Promise((resolve) => child.once("exit", resolve)));
    for (const child of children) child.kill("SIGTERM");
    // Open live streams can hold the web process; nothing acknowledged is lost by ending it.
    await Promise.race([Promise.all(ends), sleep(5000)]);
    for (const child of children) if (alive(child)) child.kill("SIGKILL");
    if (!reason) console.log("  Stopped.");
    process.exit(reason ? 1 : 0);
  }
  process.on("SIGINT", () => void stopAll(null));
  process.on("SIGTERM", () => void stopAll(null));

  while (!(await answers(host, port))) {
    if (stopping) return;
    await sleep(200);
  }
  ready = true;
  const where = logStream ? ` The log is ${logFile}.` : "";
  console.log(`\n  Tandem is ready at ${address}\n  Ctrl-C stops it.${where}\n`);
}

/** A log that can no longer be written, on a full disk say, must not take Tandem down with it. */
function openLog(file: string) {
  const stream = createWriteStream(file, { flags: "a" });
  stream.on("error", (error) => console.error(`  The log cannot be written: ${error.message}`));
  return stream;
}

/** @param host as given to the web process; one that means every interface is asked at home */
function answers(host: string, port: number): Promise<boolean> {
  const everywhere = host === "0.0.0.0" || host === "::";
  const name = everywhere ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return fetch(`http://${name}:${port}/api/health`).then(
    (response) => response.ok,
    () => false,
  );
}
