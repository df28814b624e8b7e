import { readFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { webProcessOf } from "./processes.ts";
import { hostileServer } from "./server.ts";

const server = hostileServer();
const MB = 1024 ** 2;

/** Resident memory of the web process, bytes. */
function resident(): number {
  const pid = webProcessOf(server().tandem.pid);
  return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096;
}

/** A body of 200 MB as fast as it is taken. @returns status, or 0 when the connection was closed before one came */
function flood(path: string, announced: boolean): Promise<number> {
  return new Promise((resolve) => {
    const { url } = server().tandem;
    const total = 200 * MB;
    const piece = Buffer.alloc(MB, "a=b&");
    const headers = {
      origin: url,
      "content-type": path === "/api/tasks" ? "application/json" : "application/x-www-form-urlencoded",
      ...(announced && { "content-length": total }),
    };
    const sent = request(url + path, { method: "POST", headers }, (response) => {
      resolve(response.statusCode ?? 0);
      sent.destroy();
    });
    sent.on("error", () => resolve(0));
    let left = total;
    const more = (): void => {
      while (left > 0 && !sent.destroyed) {
        left -= MB;
        if (!sent.write(piece)) return void sent.once("drain", more);
      }
      sent.end();
    };
    more();
  });
}

const addresses = ["/api/auth/callback/credentials", "/api/auth/session", "/api/tasks"];

test("71 bodies of 200 MB without signing in, one and eight at once: refused, and not kept in memory", async () => {
  await server().nobody.fetch("/api/auth/session");
  const before = resident();
  for (const path of addresses)
    for (const announced of [true, false])
      for (const status of [
        await flood(path, announced),
        ...(await Promise.all(Array.from({ length: 8 }, () => flood(path, announced)))),
      ])
        expect([0, 411, 413], path).toContain(status);
  expect(resident() - before).toBeLessThan(50 * MB);
  expect((await server().nobody.fetch("/api/health")).status).toBe(200);
});

/** A body of 1 MB to a page, all of it but the last byte. @returns the status, or 0 while none comes */
function stall(path: string): Promise<number> {
  return new Promise((resolve) => {
    const { url } = server().tandem;
    const bytes = MB - 1;
    const headers = { origin: url, "next-action": "00", "content-type": "multipart/form-data; boundary=x" };
    const sent = request(url + path, { method: "POST", headers: { ...headers, "content-length": bytes } });
    const end = (status: number) => {
      clearTimeout(patience);
      sent.destroy();
      resolve(status);
    };
    const patience = setTimeout(() => end(0), 3000);
    sent.on("response", ({ statusCode = 0 }) => end(statusCode));
    sent.on("error", () => end(413)); // closed while it was still sending
    sent.write(Buffer.alloc(bytes - 1));
  });
}

test("71 forms of a megabyte that never end: none is taken in from whoever is no admin", async () => {
  const before = resident();
  for (const path of ["/signin", "/account", "/api", "/no-such-page"])
    expect(await Promise.all(Array.from({ length: 25 }, () => stall(path)))).toEqual(Array(25).fill(413));
  expect(resident() - before).toBeLessThan(50 * MB);
});

test("72 slow loris: two hundred requests whose headers never end hold nobody up", async () => {
  const { tandem, nobody } = server();
  const { port } = new URL(tandem.url);
  const sockets = Array.from({ length: 200 }, () => {
    const socket = connect(Number(port), "localhost");
    socket.on("error", () => undefined);
    socket.write("GET /api/health HTTP/1.1\r\nhost: localhost\r\nx-slow: ");
    return socket;
  });
  try {
    expect((await nobody.fetch("/api/health")).status).toBe(200);
    expect((await nobody.fetch("/signin")).status).toBe(200);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
});
