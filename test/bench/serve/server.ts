import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";

/** A web process on a data folder, as `npm start` starts it. */
export type Web = { origin: URL; pid: number; stop(): Promise<void>; kill(): Promise<void> };

export async function startWeb(folder: string, secret: string, port?: number): Promise<Web> {
  const at = port ?? (await freePort());
  const origin = new URL(`http://127.0.0.1:${at}`);
  const child = spawn(
    process.execPath,
    [join("app", "_server", "web.ts"), "--host", "127.0.0.1", "--port", String(at)],
    {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        TANDEM_DATA: folder,
        NEXTAUTH_SECRET: secret,
        NEXTAUTH_URL: origin.origin,
        LOG_LEVEL: "error",
      },
    },
  );
  await answering(child, origin);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  return { origin, pid: child.pid ?? -1, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}

/** A worker on it. */
export function startWorker(folder: string): ChildProcess {
  return spawn(process.execPath, [join("workers", "main.ts")], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, TANDEM_DATA: folder, LOG_LEVEL: "fatal" },
  });
}

async function answering(child: ChildProcess, origin: URL): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error("the web process ended");
    const up = await fetch(new URL("/api/tasks", origin)).then(
      () => true,
      () => false,
    );
    if (up) return;
    await sleep(100);
  }
  throw new Error("the web process does not answer");
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Resident memory now and processor time since its start. @returns megabytes, seconds */
export function usage(pid: number): { megabytes: number; seconds: number } {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { megabytes: (pages * 4096) / 1024 ** 2, seconds: (Number(fields[11]) + Number(fields[12])) / 100 };
}
