import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createServer } from "node:net";
import { onTestFinished } from "vitest";
import { newFolder } from "../lib/formats/files.ts";
import { until } from "./processes.ts";

export type Supervised = {
  process: ChildProcess;
  port: number;
  data: string;
  /** what it said at the terminal so far */
  said: () => string;
  exited: Promise<number | null>;
};

/** The supervisor in a process of its own, with everything that it starts; gone when the test is. */
export async function newSupervised(
  given: { mode?: string; port?: number; data?: string; env?: Record<string, string> } = {},
): Promise<Supervised> {
  const port = given.port ?? (await freePort());
  const data = given.data ?? newFolder();
  const child = spawn(
    process.execPath,
    ["test/workers/supervisor-process.ts", String(port), given.mode ?? ""],
    { env: { ...process.env, TANDEM_DATA: data, ...given.env } },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  onTestFinished(async () => {
    const left = descendants(child.pid);
    child.kill("SIGTERM");
    await exited;
    for (const pid of left) if (isAlive(pid)) process.kill(pid, "SIGKILL");
  });
  return { process: child, port, data, said: () => output, exited };
}

export const isReady = async (one: Supervised): Promise<void> =>
  until("ready", () => one.said().includes("is ready"));

export const ask = async ({ port }: Supervised, path = "/"): Promise<string | null> =>
  fetch(`http://127.0.0.1:${port}${path}`).then(
    (response) => response.text(),
    () => null,
  );

/** Wait until the web process answers, another one than `not`. @returns its pid */
export async function webPid(one: Supervised, not = 0): Promise<number> {
  for (let i = 0; i < 600; i++) {
    const pid = Number((await ask(one)) ?? 0);
    if (pid > 0 && pid !== not) return pid;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no web process answered:\n${one.said()}`);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Processes that a process started, and those that they started. */
export function descendants(pid: number | undefined): number[] {
  let own: string;
  try {
    own = execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" });
  } catch {
    return []; // there are none
  }
  return own
    .trim()
    .split("\n")
    .map(Number)
    .flatMap((child) => [child, ...descendants(child)]);
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
