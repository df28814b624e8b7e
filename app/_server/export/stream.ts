import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { threadStream } from "../thread-stream.ts";

export type ExportAsked = {
  /** path of the database file */
  database: string;
  /** number of the project */
  project: number;
  format: string;
  names: boolean;
  /** a filter of the item browser, or single items; null: all */
  only: string | null;
  items: number[] | null;
};

/**
 * The text of an export, written by a thread of its own at the pace at which it is read.
 * @param idleMs somebody who takes nothing for so long has gone, ms
 * @param ended called once, with the error if there was one
 */
export function exportStream(
  asked: ExportAsked,
  idleMs: number,
  ended: (error: Error | null) => void,
): ReadableStream<Uint8Array> {
  const file = join(process.cwd(), "app", "_server", "export", "thread.ts");
  const worker = new Worker(/* turbopackIgnore: true */ file, {
    workerData: asked,
    // it keeps nothing: without a limit it would let rubbish lie until there is a lot of it
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 },
  });
  return threadStream(worker, idleMs, ended);
}
