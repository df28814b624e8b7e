import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { limitConnections } from "#app/_server/connections.ts";

/** Connections that a server greets and keeps, of so many that ask one after the other. */
async function kept(server: Server, many: number): Promise<Socket[]> {
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const open: Socket[] = [];
  for (let i = 0; i < many; i++) {
    const socket = connect(port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    const greeted = await Promise.race([
      once(socket, "data").then(() => true),
      once(socket, "close").then(() => false),
    ]).catch(() => false);
    if (greeted) open.push(socket);
  }
  return open;
}

async function listening(limits: { all: number; each: number }, behindProxy: boolean): Promise<Server> {
  const server = createServer();
  limitConnections(server, limits, behindProxy);
  server.on("connection", (socket) => !socket.destroyed && socket.write("hello"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return server;
}

test("one network has its share of the connections, and gets it back as they close", async () => {
  const server = await listening({ all: 10, each: 3 }, false);
  const first = await kept(server, 5);
  expect(first).toHaveLength(3);
  for (const socket of first) {
    socket.destroy();
    await once(socket, "close");
  }
  await expect.poll(() => new Promise<number>((said) => server.getConnections((_, n) => said(n)))).toBe(0);
  expect(await kept(server, 5)).toHaveLength(3);
});

test("behind a proxy of ours all connections are the proxy's: only their number in all is bounded", async () => {
  const server = await listening({ all: 10, each: 3 }, true);
  expect(await kept(server, 12)).toHaveLength(10);
});
