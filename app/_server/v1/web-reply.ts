import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { Raw } from "./route.ts";

/** An answer of the web's kind as a handler's own; of HEAD its headers alone. */
export const webReply = (request: IncomingMessage, reply: Response): Raw =>
  new Raw(async (response) => {
    response.writeHead(reply.status, Object.fromEntries(reply.headers));
    if (reply.body === null || request.method === "HEAD") {
      await reply.body?.cancel();
      return void response.end();
    }
    await pipeline(bytesIn(reply.body), response);
  });

/** Whoever stops reading gives the rest up. */
async function* bytesIn(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel();
  }
}
