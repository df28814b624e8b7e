import "server-only";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { dir } from "../database.ts";
import { Refusal } from "../refusal.ts";
import { judgeHead, judgeWhole } from "./judge.ts";
import { chunkOf, needRoom } from "./limits.ts";
import {
  appendChunk,
  discardUpload,
  findUpload,
  finishUpload,
  type StoredUpload,
} from "#db/dataset/uploads.ts";
import type { User } from "#db/schema.ts";
import { errorCode } from "#lib/error-code.ts";
import { headBytes } from "#lib/formats/first-bytes.ts";
import { FormatError } from "#lib/formats/problem.ts";

/** Where a chunk belongs, and the CRC-32 of its bytes in hex. */
export const chunkPlace = z.object({
  offset: z.coerce.number().int().min(0),
  crc32: z.string().regex(/^[0-9a-f]{8}$/),
});

/** How far an upload is. */
export type Place = { offset: number; finished: boolean };
const placeOf = ({ offset, finished }: StoredUpload): Place => ({ offset, finished });

/** Uploads that a chunk is being added to, in this process; the data folder has one web process. */
const busy = new Set<string>();

const gone = () => new Refusal(404, "The upload is gone; please choose the file again.");

/** The upload of this number, if it is this person's. @throws Refusal */
export function ownUpload(user: User, id: string): StoredUpload {
  const upload = findUpload(dir(), id);
  if (upload?.by !== user.id) throw gone();
  return upload;
}

/**
 * Add a chunk to an upload, on the disk before this returns. The last one ends it: the whole is judged then.
 * What is no zip or table is refused at its first bytes; nothing is left of a file that is refused.
 * @returns how far the upload is; `conflict` when the chunk does not belong there or another one is being added
 * @throws Refusal
 */
export async function receiveChunk(
  user: User,
  id: string,
  request: Request,
  place: z.output<typeof chunkPlace>,
): Promise<Place & { conflict: boolean }> {
  const before = ownUpload(user, id);
  if (before.finished) return { ...placeOf(before), conflict: false };
  if (before.offset !== place.offset) return { ...placeOf(before), conflict: true };
  const bytes = await received(before, request);
  // Between here and the await below nothing else runs: whoever comes second finds it busy or further on.
  const upload = ownUpload(user, id);
  if (bytes === null || busy.has(id) || upload.finished || upload.offset !== place.offset)
    return { ...placeOf(upload), conflict: !upload.finished };
  if (bytes.length !== Math.min(upload.chunkBytes, upload.bytes - upload.offset))
    throw new Refusal(400, "The chunk has another length than was announced.");
  if (crc32(bytes) !== Number.parseInt(place.crc32, 16))
    throw new Refusal(503, "A part of the file was damaged on the way; it is sent again.");
  busy.add(id);
  try {
    return { ...(await add(upload, bytes)), conflict: false };
  } catch (error) {
    if (error instanceof FormatError) {
      await discardUpload(dir(), id);
      throw new Refusal(422, error.message);
    }
    // It was deleted meanwhile.
    if (errorCode(error) === "ENOENT") throw gone();
    if (errorCode(error) === "ENOSPC") throw new Refusal(507, "The server’s disk is full.");
    throw error;
  } finally {
    busy.delete(id);
  }
}

/** Chunks on their way into the memory, by upload: one each, so that a person's share of it is bounded. */
const arriving = new Map<string, AbortController>();

/**
 * A newer chunk takes an older one's place: that is most likely of a connection that was lost, which this side
 * would notice only after minutes.
 * @returns null for one that was given up for a newer
 */
async function received({ id, chunkBytes }: StoredUpload, request: Request): Promise<Buffer | null> {
  arriving.get(id)?.abort();
  const own = new AbortController();
  arriving.set(id, own);
  try {
    return await chunkOf(request, chunkBytes, own.signal);
  } finally {
    if (arriving.get(id) === own) arriving.delete(id);
  }
}

async function add(upload: StoredUpload, bytes: Buffer): Promise<Place> {
  if (upload.offset === 0) judgeHead(upload, bytes.subarray(0, headBytes));
  if (bytes.length > 0) {
    await needRoom(bytes.length);
    upload = { ...upload, offset: await appendChunk(dir(), upload, bytes) };
  }
  if (upload.offset < upload.bytes) return placeOf(upload);
  await judgeWhole(upload);
  await finishUpload(dir(), upload);
  return { offset: upload.bytes, finished: true };
}
