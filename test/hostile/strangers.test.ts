import { readFileSync } from "node:fs";
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { hostileServer } from "./server.ts";

const server = hostileServer();

const logLines = () =>
  readFileSync(join(server().tandem.data, "tandem.log"), "utf8").split("\n").filter(Boolean);

/** A form whose sender goes away in the middle. */
function abortedForm(path: string, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve) => {
    const { url } = server().tandem;
    const sent = request(url + path, {
      method: "POST",
      headers: { origin: url, "content-length": 5000, ...headers },
    });
    sent.on("error", () => undefined);
    sent.on("response", (reply) => reply.resume());
    sent.on("close", () => resolve());
    sent.write("--x\r\n", () => setTimeout(() => sent.destroy(), 50));
  });
}

test("71 and 72 forms that break off, and other nonsense of a stranger, cause few lines of the log: old ones stay", async () => {
  const { nobody, tandem } = server();
  const forms: [path: string, type: string][] = [
    ["/api/auth/callback/credentials", "application/x-www-form-urlencoded"],
    ["/api/auth/session", "application/json"],
    ["/signin", "multipart/form-data; boundary=x"],
    ["/account", "text/plain"],
  ];
  await abortedForm("/signin", { "content-type": "text/plain" });
  const before = logLines().length;
  for (const [path, type] of forms)
    for (let at = 0; at < 50; at += 10)
      await Promise.all(
        Array.from({ length: 10 }, () =>
          abortedForm(path, { "content-type": type, "next-action": "7f".padEnd(42, "0") }),
        ),
      );
  for (let i = 0; i < 50; i++) {
    const wrong = new URLSearchParams({ name: `nobody-${i}`, password: "x".repeat(50) });
    await nobody.fetch("/api/auth/callback/credentials", { method: "POST", body: wrong });
    await nobody.fetch("/account", {
      method: "POST",
      body: wrong,
      headers: { origin: "https://evil.example" },
    });
    await nobody.fetch("/api/auth/%");
  }
  await sleep(500);
  // 350 requests; one address may cause twenty lines at once, and one every ten seconds
  const written = logLines()
    .slice(before)
    .filter((line) => !line.includes('"process":"worker"')); // which may have work of its own to tell of
  expect(written.length).toBeLessThan(30);
  for (const line of written) {
    expect(line.length).toBeLessThan(3000);
    expect(JSON.parse(line)).toMatchObject({ process: "web" });
  }
  expect((await nobody.fetch("/api/health")).status).toBe(200);
  expect(tandem.pid).toBeGreaterThan(0);
}, 120_000);

/** Connections from an address of this machine that send half a request, as many as are let in. */
async function holdOpen(from: string, many: number): Promise<{ open: () => number }> {
  const { port } = new URL(server().tandem.url);
  const sockets: Socket[] = [];
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  for (let at = 0; at < many; at += 100) {
    for (let i = at; i < Math.min(many, at + 100); i++) {
      const socket = connect({ port: Number(port), host: "127.0.0.1", localAddress: from });
      socket.on("error", () => undefined);
      socket.write("GET /api/health HTTP/1.1\r\nhost: localhost\r\nx-slow: ");
      sockets.push(socket);
    }
    await sleep(50);
  }
  await sleep(500);
  return { open: () => sockets.filter((socket) => !socket.destroyed && !socket.closed).length };
}

function healthFrom(localAddress: string): Promise<number> {
  const { port } = new URL(server().tandem.url);
  return new Promise((resolve) => {
    const asked = request({ port, host: "127.0.0.1", localAddress, path: "/api/health" }, (reply) => {
      reply.resume();
      resolve(reply.statusCode ?? 0);
    });
    asked.on("error", () => resolve(0));
    asked.end();
  });
}

test.skipIf(process.platform !== "linux")(
  "72 slow loris: one address holds a quarter of the connections at most, and keeps nobody elsewhere out",
  async () => {
    const held = await holdOpen("127.0.0.7", 1200);
    expect(held.open()).toBeLessThanOrEqual(1024);
    expect(held.open()).toBeGreaterThan(900);
    expect(await healthFrom("127.0.0.7")).toBe(0);
    expect(await healthFrom("127.0.0.8")).toBe(200);
  },
  60_000,
);
