import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { retryBusy } from "../retry-busy.ts";
import type { StreamedBody } from "./body.ts";
import { Problem } from "./problem.ts";
import type { RootDb } from "#db/client.ts";
import { beginReply, forgetReply, keepReply, type Reply } from "#db/people/api-replies.ts";

const process = randomUUID();

/** The key of a request, if it has one. @throws Problem 400 */
export function keyOf({ headers }: IncomingMessage): string | null {
  const key = [headers["idempotency-key"]].flat()[0];
  if (key === undefined) return null;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new Problem(400, "An Idempotency-Key has 1 to 255 visible characters.");
}

const another = (): Problem => new Problem(422, "This Idempotency-Key was used for another request.");

/**
 * Do a request that carries a key, once: the same again gets the answer of the first. What was refused changed
 * nothing, so it may be sent again as it is.
 * @param said all that was asked, but a body that streams
 * @param body of a body that streams: `read` is the digest of what was read of it, `rest` reads it to its end first
 * @throws Problem 409, 422
 */
export async function once(
  db: RootDb,
  keyed: { tokenId: number; key: string },
  said: readonly string[],
  body: StreamedBody | null,
  now: number,
  fn: () => Promise<Reply>,
): Promise<Reply & { again: boolean }> {
  const asked = createHash("sha256").update(JSON.stringify(said)).digest("hex");
  const begun = await retryBusy(() => beginReply(db, keyed, asked, process, now));
  switch (begun.kind) {
    case "again":
      if (begun.streamed !== null && (await body?.rest()) !== begun.streamed) throw another();
      return { ...begun.reply, again: true };
    case "other":
      throw another();
    case "busy":
      throw new Problem(409, "The request with this Idempotency-Key is being done just now.");
    case "unknown":
      throw new Problem(
        409,
        "The server stopped during the request with this Idempotency-Key. Look whether it was done, then use another key.",
      );
    case "new": {
      let reply: Reply;
      try {
        reply = await fn();
      } catch (error) {
        await retryBusy(() => forgetReply(db, keyed));
        throw error;
      }
      await retryBusy(() => keepReply(db, keyed, reply, { asked, streamed: body?.read() ?? null }));
      return { ...reply, again: false };
    }
  }
}
