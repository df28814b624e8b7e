/**
 * A web process for tests of the supervisor: it answers as the real one does, and needs no build.
 * Arguments: port; "refuse" to end at once.
 */
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { endWithParent } from "#lib/end-with-parent.ts";
import { challengeHeader, proofHeader, proofOf } from "#lib/proof.ts";
import { drain } from "../../app/_server/drain.ts";

const [port = "", mode = ""] = process.argv.slice(2);
if (mode === "refuse") process.exit(3);
const nonce = process.env.TANDEM_NONCE ?? "";
const server = createServer((request, response) => {
  void (async () => {
    const { [challengeHeader]: challenge } = request.headers;
    if (typeof challenge === "string") response.setHeader(proofHeader, proofOf(nonce, challenge));
    if (request.url === "/slow") await sleep(1000);
    if (request.url === "/log") process.stdout.write(`${"x".repeat(2000)}\n`);
    response.end(String(process.pid));
  })();
});
server.listen(Number(port), "127.0.0.1");
const end = () => void drain(server, 5000).then(() => process.exit());
process.once("SIGTERM", end);
endWithParent(process, end);
