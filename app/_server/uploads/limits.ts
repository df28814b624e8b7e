import { statfs } from "node:fs/promises";
import { dir } from "../database.ts";
import { Refusal } from "../refusal.ts";

/** Uploads that one person may have under way at once. */
export const maxUnfinished = 4;

/** Room that uploads leave on the disk for labels, logs and the database, bytes. */
const reserve = 256 * 1024 ** 2;

/**
 * Most bytes that one person's uploads may take before they are imported, all together; so no file may be larger.
 * A setting that is no number must not mean "no limit".
 */
export function maxBytes(): number {
  const megabytes = Number(process.env.TANDEM_MAX_UPLOAD_MB);
  return (megabytes > 0 ? megabytes : 4096) * 1024 ** 2;
}

export const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MB`;

/** @throws Refusal when the disk has no room for so many bytes more */
export async function needRoom(bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dir().uploads);
  if (bavail * bsize < bytes + reserve)
    throw new Refusal(507, "The server’s disk is nearly full; make room there first.");
}

/**
 * The bytes of one chunk, counted as they come whatever the header claims.
 * @param limit bytes of a chunk
 * @returns null when `signal` gave it up before its end
 * @throws Refusal for more than a chunk
 */
export async function chunkOf(
  { headers, body }: Request,
  limit: number,
  signal: AbortSignal,
): Promise<Buffer | null> {
  const tooMuch = new Refusal(413, `A chunk has at most ${megabytes(limit)}.`);
  if (Number(headers.get("content-length") ?? 0) > limit) throw tooMuch;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const reader = body?.getReader();
  const stop = () => void reader?.cancel().catch(() => undefined);
  signal.addEventListener("abort", stop);
  try {
    for (;;) {
      const part = await reader?.read();
      if (signal.aborted) return null;
      if (!part || part.done) return Buffer.concat(parts, bytes);
      bytes += part.value.length;
      if (bytes > limit) {
        stop();
        throw tooMuch;
      }
      parts.push(part.value);
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
