import type { IncomingMessage } from "node:http";
import { keptUploads } from "../uploads/begin.ts";
import { maxBytes, needRoom } from "../uploads/limits.ts";
import { bytesOf, tooLarge } from "./body.ts";
import type { DataDir } from "#db/data-dir.ts";
import { type StoredUpload, storeStream, type UploadKind } from "#db/dataset/uploads.ts";

/** The disk's room is looked at anew each time that so many bytes have come. */
const roomEvery = 32 * 1024 ** 2;

/**
 * Store the body of a request as a file of its person's, under the limits of uploads by pages: what they keep all
 * together, and the disk.
 * @throws Problem 413, Refusal 507
 */
export async function receiveFile(
  dir: DataDir,
  user: { id: number },
  file: { kind: UploadKind; name: string },
  request: IncomingMessage,
  judge?: (upload: StoredUpload) => Promise<void>,
): Promise<StoredUpload> {
  const kept = keptUploads(user).reduce((sum, { bytes }) => sum + bytes, 0);
  const most = Math.max(0, maxBytes() - kept);
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > most) throw tooLarge(most);
  await needRoom(announced);
  return storeStream(dir, { ...file, by: user.id }, counted(request, most), judge);
}

async function* counted(request: IncomingMessage, most: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  let checked = 0;
  for await (const chunk of bytesOf(request)) {
    bytes += chunk.length;
    if (bytes > most) throw tooLarge(most);
    if (bytes - checked > roomEvery) {
      checked = bytes;
      await needRoom(roomEvery);
    }
    yield chunk;
  }
}
