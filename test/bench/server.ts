/** The real server on a folder of large-dataset.ts, and somebody signed in: for benchmarks over HTTP. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { benchPassword } from "./large-dataset.ts";

export type BenchServer = { origin: string; pid: number; stop: () => Promise<void> };

/** Starts `npm start` as a person would, without the demo. Builds the pages where they are old. */
export async function startServer(folder: string, port: number): Promise<BenchServer> {
  const origin = `http://127.0.0.1:${port}`;
  const env = { ...process.env, TANDEM_DATA: folder, TANDEM_DEMO: "0", NEXTAUTH_URL: origin };
  const child = spawn(process.execPath, ["workers/tandem.js", "start", "--port", String(port)], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "exit");
  for (;;) {
    if (child.exitCode !== null) throw new Error("the server did not start");
    const ready = await fetch(`${origin}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) break;
    await sleep(200);
  }
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return { origin, pid: child.pid ?? 0, stop };
}

/** Signs in as the page does. @returns the cookie header of the session */
export async function signIn(origin: string, name: string): Promise<string> {
  const cookies = new Map<string, string>();
  const keep = (response: Response) => {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair);
    }
  };
  const header = () => [...cookies.values()].join("; ");
  const asked = await fetch(`${origin}/api/auth/csrf`);
  keep(asked);
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const answered = await fetch(`${origin}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: header(), origin, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, name, password: benchPassword, json: "true" }),
  });
  keep(answered);
  if (![...cookies.keys()].some((key) => key.includes("session-token")))
    throw new Error(`${name} could not sign in: ${await answered.text()}`);
  return header();
}
