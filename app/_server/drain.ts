import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Take no new connection, let the answers under way finish, and close the rest.
 * @param patienceMs after which connections that are still open, such as live streams, are cut
 */
export async function drain(server: Server, patienceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // A browser keeps its connection after the answer; it is idle only then.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await Promise.race([closed, sleep(patienceMs, undefined, { ref: false })]);
  clearInterval(sweep);
  server.closeAllConnections();
  await closed;
}
