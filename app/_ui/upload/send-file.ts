import { announce, begun, messageOf, place, type Reply, sendChunk } from "./requests.ts";

/** Pause before the next try, ms; doubled each time up to the longest. */
const pauses = { first: 1000, longest: 15_000 };

/** The file was not taken; the message says why, in one sentence. */
export class NotTaken extends Error {}

export type Hear = {
  /** the number that the upload has */
  begun: (upload: string) => void;
  /** bytes of the file that have gone */
  sent: (bytes: number) => void;
  /** why nothing moves just now; null: it goes on */
  paused: (why: string | null) => void;
};

/**
 * Send a file in chunks, from where an earlier try with the same file came to. A lost connection or a server
 * that is away is waited for, however long; only `signal` gives up.
 * @returns the upload's number
 * @throws NotTaken; the signal's reason
 */
export async function sendFile(kind: string, file: File, hear: Hear, signal: AbortSignal): Promise<string> {
  const start = begun.parse((await insist(() => announce(kind, file, signal), hear, signal)).json);
  const { upload, chunkBytes } = start;
  let { offset, finished } = start;
  hear.begun(upload);
  while (!finished) {
    hear.sent(offset);
    const from = offset;
    const bytes = await bytesOf(file.slice(from, from + chunkBytes));
    const sent = (n: number) => hear.sent(Math.min(file.size, from + n));
    const reply = await insist(() => sendChunk(upload, from, bytes, sent, signal), hear, signal);
    ({ offset, finished } = place.parse(reply.json));
  }
  return upload;
}

/** Ask until there is an answer that asking again would not change. */
async function insist(ask: () => Promise<Reply>, hear: Hear, signal: AbortSignal): Promise<Reply> {
  for (let pause = pauses.first; ; pause = Math.min(2 * pause, pauses.longest)) {
    const reply = await ask();
    signal.throwIfAborted();
    // A place other than we thought is an answer too: an earlier one was lost on the way.
    const elsewhere = reply.status === 409 && place.safeParse(reply.json).success;
    if (elsewhere || (reply.status >= 200 && reply.status < 300)) {
      hear.paused(null);
      return reply;
    }
    if (!mayPass(reply.status)) throw new NotTaken(messageOf(reply));
    hear.paused(messageOf(reply));
    await changed(pause, signal);
  }
}

const mayPass = (status: number) => status === 0 || status === 408 || status === 429 || status >= 500;

/** Resolves after so many ms, and as soon as the browser says that it is online again. */
function changed(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener("online", end);
    signal.addEventListener("abort", end);
  });
}

const bytesOf = async (part: Blob): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    await part.arrayBuffer().catch(() => {
      throw new NotTaken("This file cannot be read any more. If it was changed, choose it again.");
    }),
  );
