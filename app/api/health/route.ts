import { checkHealth } from "../../_server/health.ts";
import { mayLookInside } from "../../_server/operator.ts";
import { challengeHeader, proofHeader, proofOf } from "#lib/proof.ts";

/** Not cached, not built ahead: it is asked to know how things are now. */
export const dynamic = "force-dynamic";

/**
 * Can answers be saved? 200 or 503, for the start command, containers and monitors. Why not, and the rest,
 * is only for who may look inside.
 */
export async function GET(request: Request): Promise<Response> {
  const health = checkHealth();
  const ok = health.status !== "failing";
  const inside = await mayLookInside(request);
  return Response.json(inside ? { ok, ...health } : { ok }, {
    status: ok ? 200 : 503,
    headers: { "cache-control": "no-store", ...proof(request) },
  });
}

/** To the start command: that this is the process which it started. */
function proof(request: Request): Record<string, string> {
  const nonce = process.env.TANDEM_NONCE;
  const challenge = request.headers.get(challengeHeader);
  return nonce && challenge ? { [proofHeader]: proofOf(nonce, challenge) } : {};
}
