import type { Reply } from "./protocol.ts";

/** A request that hangs for longer counts as lost, ms; sending an answer again does no harm. */
const patienceMs = 20_000;

/** Sends JSON to our server; rejects when no reply came. @see Post */
export async function post(path: string, body: unknown, last = false): Promise<Reply> {
  const reply = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    keepalive: last,
    signal: AbortSignal.timeout(patienceMs),
  });
  return { status: reply.status, json: await reply.json().catch(() => null) };
}
