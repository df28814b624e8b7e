/**
 * The web process: one HTTP server on the host and port of its arguments. The hot path answers first;
 * everything else is Next's. Started by `npm start` (workers/commands/start.ts), with which it ends.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import next from "next";
import { z } from "zod";
import { carryAsides } from "./asides.ts";
import { clientAddress, peerHeader } from "./client-address.ts";
import { onBehalfOf, recordConsole } from "./complaints.ts";
import { limitConnections } from "./connections.ts";
import { db, dir } from "./database.ts";
import { drain } from "./drain.ts";
import { answerApi } from "./v1/dispatch.ts";
import { answerHot } from "./hot/index.ts";
import { header, sendJson } from "./hot/http.ts";
import { bodyLength, type Refused, refusedRequest } from "./limits.ts";
import { log } from "./log.ts";
import { observeRequest } from "./observe-request.ts";
import { anybodyBytes, refusedForm } from "./page-forms.ts";
import { answerPolicy, setSecurityHeaders } from "./security-headers.ts";
import { checkpointsElsewhere } from "#db/client.ts";
import { serveAlone } from "#db/labelling/desk.ts";
import { networkOf } from "#lib/address.ts";
import { endWithParent } from "#lib/end-with-parent.ts";

const { values } = parseArgs({
  options: { host: { type: "string" }, port: { type: "string" }, dev: { type: "boolean", default: false } },
});
const { host, port, dev } = z
  .object({ host: z.string(), port: z.coerce.number().int().min(0).max(65535), dev: z.boolean() })
  .parse(values);

/** What is under way gets this long at the end, ms. */
const drainMs = 5000;

serveAlone(db());
void carryAsides(); // what the process before this one left half done
if (!checkpointsElsewhere()) {
  const checkpoints = new Worker(join(import.meta.dirname, "checkpoint-thread.ts"), {
    workerData: dir().database,
  });
  checkpoints.on("error", (error) => log.error({ err: error }, "the checkpoint thread ended"));
  checkpoints.unref();
  // Only should that thread have ended: 256 MB.
  db().$client.pragma("wal_autocheckpoint = 65536");
}

if (!dev) recordConsole(console);
const app = next({ dev, hostname: host, port });
await app.prepare();
const pages = app.getRequestHandler();

function answer(request: IncomingMessage, response: ServerResponse): void {
  observeRequest(request, response);
  const [path = "/"] = (request.url ?? "/").split("?", 1);
  setSecurityHeaders(response, path);
  if (answerApi(request, response)) return;
  const refused = refusedRequest(request);
  if (refused) return refuse(request, response, refused);
  if (answerHot(request, response)) return;
  answerPage(request, response, path).catch((error: unknown) => {
    log.error({ err: error, url: request.url }, "page failed");
    response.destroy();
  });
}

async function answerPage(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const refused = dev ? null : await refusedForm(request, path);
  if (refused) return refuse(request, response, refused);
  // Nobody else may say it.
  request.headers[peerHeader] = request.socket.remoteAddress ?? "";
  await onBehalfOf(networkOf(clientAddress(header(request))), () => pages(request, response));
}

/** Whoever is refused a small body gets this long to finish it, ms: the answer could be lost with a cut connection. */
const lingerMs = 5000;

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, message, headers = {} }: Refused,
): void {
  response.setHeader("content-security-policy", answerPolicy);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (bodyLength(request.headers) <= anybodyBytes && request.headers["transfer-encoding"] === undefined) {
    request.resume();
    setTimeout(() => request.complete || request.destroy(), lingerMs).unref();
  } else response.setHeader("connection", "close"); // that is what stops the rest of the body
  sendJson(response, { message }, status);
}

const server = createServer({ headersTimeout: 20_000 }, answer);
limitConnections(server);
if (dev) {
  const upgrade = app.getUpgradeHandler();
  server.on("upgrade", (request, socket, head) => void upgrade(request, socket, head));
}
server.on("error", (error) => {
  log.fatal({ err: error }, "the web process could not listen");
  process.exit(1);
});
server.listen(port, host);

/** What is under way is answered; then the process ends. */
const stop = (): void => void drain(server, drainMs).then(() => process.exit(0));
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
// Nobody would start another worker, and the port would stay taken.
endWithParent(process, stop);
