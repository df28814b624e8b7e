import type { IncomingMessage } from "node:http";
import { pictures } from "../pictures.ts";
import { Raw } from "./route.ts";
import type { Image } from "#db/schema.ts";

/** An answer that is a picture, as annotators see it. */
export async function pictureAnswer(image: Image, request: IncomingMessage): Promise<Raw> {
  const { bytes, mime } = await pictures().read(image, { shown: true });
  return new Raw((response) => {
    response.writeHead(200, {
      ...{ "content-type": mime, "content-length": bytes.length },
      "cache-control": "private, max-age=86400",
    });
    response.end(request.method === "HEAD" ? undefined : bytes);
    return Promise.resolve();
  });
}
