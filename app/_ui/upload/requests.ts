import { z } from "zod";
import { crc32 } from "#lib/crc32.ts";

/** What the server said; status 0: it could not be reached. */
export type Reply = { status: number; json: unknown };

const refused = z.object({ message: z.string() });

export const begun = z.object({
  upload: z.string(),
  offset: z.number(),
  chunkBytes: z.number(),
  finished: z.boolean(),
});
export const place = z.object({ offset: z.number(), finished: z.boolean() });

/** The sentence of a refusal. */
export function messageOf({ status, json }: Reply): string {
  const said = refused.safeParse(json);
  if (said.success) return said.data.message;
  return status === 0 ? "The connection was lost." : "The server did not accept the file.";
}

/** Announce a file. */
export async function announce(kind: string, file: File, signal: AbortSignal): Promise<Reply> {
  const { name, size, lastModified } = file;
  const reply = await fetch("/api/uploads", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind, name: name.slice(-200), bytes: size, lastModified }),
    signal,
  }).catch(() => null);
  return { status: reply?.status ?? 0, json: await reply?.json().catch(() => null) };
}

/**
 * Send one chunk. XMLHttpRequest, since fetch does not tell how much was sent.
 * @param sent told how many bytes of the chunk have gone
 */
export function sendChunk(
  upload: string,
  offset: number,
  bytes: Uint8Array<ArrayBuffer>,
  sent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Reply> {
  const checksum = crc32(bytes).toString(16).padStart(8, "0");
  const query = new URLSearchParams({ offset: String(offset), crc32: checksum });
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    signal.addEventListener("abort", abort);
    xhr.upload.onprogress = ({ loaded }) => sent(loaded);
    xhr.onloadend = () => {
      signal.removeEventListener("abort", abort);
      resolve({ status: xhr.status, json: parsed(xhr.responseText) });
    };
    xhr.open("PUT", `/api/uploads/${upload}?${query.toString()}`);
    xhr.send(bytes);
  });
}

/** Forget an upload; it goes by itself later where this does not arrive. */
export const forget = (upload: string): void =>
  void fetch(`/api/uploads/${upload}`, { method: "DELETE" }).catch(() => null);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
