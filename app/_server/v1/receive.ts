import { open } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { keptUploads } from "../uploads/begin.ts";
import { judgeHead, judgeWhole } from "../uploads/judge.ts";
import { maxBytes, needRoom } from "../uploads/limits.ts";
import { bytesOf, tooLarge } from "./body.ts";
import { Problem } from "./problem.ts";
import type { DataDir } from "#db/data-dir.ts";
import type { Db } from "#db/client.ts";
import { filesOfImports } from "#db/dataset/import-record.ts";
import {
  discardUpload,
  partPath,
  type StoredUpload,
  storeStream,
  type UploadKind,
  uploadPath,
} from "#db/dataset/uploads.ts";
import { headBytes } from "#lib/formats/first-bytes.ts";

/** What the sender calls a file. */
export const sentName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .describe("what the file is called; its ending tells its format");

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

/** Look at a file that has come as a whole. */
export const judged =
  (dir: DataDir) =>
  async (upload: StoredUpload): Promise<void> => {
    const file = await open(partPath(dir, upload));
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      judgeHead(upload, buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
    await judgeWhole(upload);
  };

/** A file that was given to nothing goes. @throws Problem 409 */
export async function forgetUpload(
  { db, dir }: { db: Db; dir: DataDir },
  { id, kind }: StoredUpload,
): Promise<void> {
  if (filesOfImports(db).open.has(uploadPath(dir, id, kind) ?? ""))
    throw new Problem(409, "An import is using this file.");
  await discardUpload(dir, id);
}
