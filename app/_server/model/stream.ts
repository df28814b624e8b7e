import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { z } from "zod";
import { type asked, begun } from "./messages.ts";
import { threadStream } from "../thread-stream.ts";

/**
 * A model that has to be put together, by a thread of its own: with the encoder in it, it may have hundreds of
 * megabytes.
 * @param idleMs somebody who takes nothing for so long has gone, ms
 * @param ended called once, with the error if there was one; not where this throws or there is a problem
 * @returns a sentence when it cannot be made
 */
export async function modelStream(
  run: z.output<typeof asked>,
  idleMs: number,
  ended: (error: Error | null) => void,
): Promise<{ bytes: number; stream: ReadableStream<Uint8Array> } | { problem: string }> {
  const file = join(process.cwd(), "app", "_server", "model", "thread.ts");
  const worker = new Worker(/* turbopackIgnore: true */ file, { workerData: run });
  const gone = once(worker, "exit").then(() => {
    throw new Error("the thread that makes a model ended without a word");
  });
  const told = once(worker, "message").then((all: unknown[]) => begun.parse(all[0]));
  const said = await Promise.race([told, gone]);
  if ("bytes" in said) return { bytes: said.bytes, stream: threadStream(worker, idleMs, ended) };
  await worker.terminate();
  return said;
}
