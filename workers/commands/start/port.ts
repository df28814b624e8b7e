import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode } from "#lib/error-code.ts";
import { stop } from "../command.ts";

/** The pages of a Tandem that was killed a moment ago end within this time, ms. */
const patienceMs = 8000;

/** @throws Stop, with a sentence, when nothing can listen there */
export async function waitForPort(host: string, port: number): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const problem = await tryPort(host, port);
    if (problem === null) return;
    if (problem !== "EADDRINUSE")
      stop(
        problem === "EACCES"
          ? `Port ${port} needs more rights than you have; choose one above 1023 with --port.`
          : `Nothing can listen on ${host}, port ${port} (${problem}); see --host and --port.`,
      );
    if (performance.now() > until)
      stop(`Port ${port} is taken by another program; stop it or choose another port with --port.`);
    await sleep(250);
  }
}

function tryPort(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(errorCode(error) ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
