import type { Server } from "node:net";
import { trustedProxies } from "./client-address.ts";
import { networkOf, parseAddress } from "#lib/address.ts";

/** Each costs memory before it has said who it is. A hundred people have a thousand. */
const most = { all: 4096, each: 1024 };

/**
 * Bound how many connections are open at once: in all, and from one network, so that nobody alone can keep
 * the others out. Behind a proxy of ours all come from there, and the proxy has to bound them.
 */
export function limitConnections(
  server: Server,
  { all, each } = most,
  behindProxy = trustedProxies() > 0,
): void {
  server.maxConnections = all;
  if (behindProxy) return;
  const open = new Map<string, number>();
  server.on("connection", (socket) => {
    const network = networkOf(parseAddress(socket.remoteAddress ?? "") ?? "unknown");
    const before = open.get(network) ?? 0;
    if (before >= each) return void socket.destroy();
    open.set(network, before + 1);
    socket.once("close", () => {
      const left = (open.get(network) ?? 1) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
  });
}
