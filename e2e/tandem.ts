import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const adminPassword = "correct horse battery staple";

export type Tandem = {
  url: string;
  /** data folder */
  data: string;
  /** process of `npm start`, which holds web and worker */
  pid: number;
  stop(): Promise<void>;
};

/** Start the real thing, as `npm start` does, on a free port with an empty data folder of its own. */
export async function startTandem(
  options: { demo?: boolean; data?: string; port?: number; env?: Record<string, string> } = {},
): Promise<Tandem> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), "tandem-e2e-"));
  const port = options.port ?? (await freePort());
  const child = spawn(
    process.execPath,
    ["workers/tandem.js", "start", "--port", String(port), ...(options.demo ? [] : ["--no-demo"])],
    {
      cwd: join(import.meta.dirname, ".."),
      env: {
        ...process.env,
        TANDEM_DATA: data,
        TANDEM_ADMIN_PASSWORD: adminPassword,
        NEXTAUTH_URL: `http://localhost:${port}`,
        ...options.env,
      },
    },
  );
  let output = "";
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("is ready at")) resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", () => reject(new Error(`Tandem did not start:\n${output}`)));
  });
  return {
    url: `http://localhost:${port}`,
    data,
    pid: child.pid ?? -1,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
      if (!options.data) rmSync(data, { recursive: true, force: true });
    },
  };
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
