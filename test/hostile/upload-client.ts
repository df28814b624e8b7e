import { crc32 } from "node:zlib";
import { z } from "zod";
import type { Visitor } from "./server.ts";

const begun = z.object({
  upload: z.string(),
  offset: z.number(),
  chunkBytes: z.number(),
  finished: z.boolean(),
});
const place = z.object({ offset: z.number(), finished: z.boolean() });
export type Begun = z.output<typeof begun>;

/** Announce a file as a browser does. */
export const announce = (visitor: Visitor, given: Record<string, unknown>): Promise<Response> =>
  visitor.send("/api/uploads", { kind: "images", name: "pictures.zip", lastModified: 1, ...given });

export const begin = async (visitor: Visitor, given: Record<string, unknown>): Promise<Begun> =>
  begun.parse(await (await announce(visitor, given)).json());

export const checksum = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, "0");

export const put = (
  visitor: Visitor,
  upload: string,
  offset: number,
  bytes: Uint8Array<ArrayBuffer>,
  crc = checksum(bytes),
): Promise<Response> =>
  visitor.fetch(`/api/uploads/${upload}?offset=${offset}&crc32=${crc}`, { method: "PUT", body: bytes });

export const placeIn = async (response: Response) => place.parse(await response.json());

/**
 * Send the rest of a file as the form does: on to wherever the server says, and once more where the connection
 * was closed. @returns the last answer
 */
export async function sendRest(
  visitor: Visitor,
  { upload, chunkBytes, offset }: Begun,
  file: Uint8Array,
): Promise<Response> {
  let at = offset;
  for (let lost = 0; lost < 20;) {
    const part = new Uint8Array(file.subarray(at, at + chunkBytes));
    const reply = await put(visitor, upload, at, part).catch(() => null);
    if (reply === null) {
      lost++;
      continue;
    }
    if (!reply.ok && reply.status !== 409) return reply;
    const now = await placeIn(reply.clone());
    if (now.finished) return reply;
    at = now.offset;
  }
  throw new Error("the connection was lost again and again");
}

/** A whole file, as the form sends it. @returns the last answer and the upload's number */
export async function upload(
  visitor: Visitor,
  file: Uint8Array,
  given: Record<string, unknown> = {},
): Promise<{ reply: Response; upload: string }> {
  const start = await begin(visitor, { bytes: file.length, ...given });
  return { reply: await sendRest(visitor, start, file), upload: start.upload };
}
