import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { z } from "zod";

const piece = z.instanceof(Uint8Array).nullable();
/** Pieces that lie ready while the browser takes one. */
const ahead = 2;

export type ExportAsked = {
  /** path of the database file */
  database: string;
  /** number of the project */
  project: number;
  format: string;
  names: boolean;
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
  worker.unref();
  let idle: NodeJS.Timeout | undefined;
  let over = false;
  const end = (error: Error | null) => {
    clearTimeout(idle);
    if (over) return;
    over = true;
    void worker.terminate();
    ended(error);
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        worker.on("error", (cause: unknown) => {
          const error = cause instanceof Error ? cause : new Error(String(cause));
          if (!over) controller.error(error);
          end(error);
        });
      },
      pull(controller) {
        clearTimeout(idle);
        return new Promise<void>((resolve) => {
          worker.once("exit", () => resolve()); // of an error, "error" has told
          worker.once("message", (raw) => {
            worker.removeAllListeners("exit");
            const next = piece.parse(raw);
            if (next) controller.enqueue(next);
            else {
              end(null);
              controller.close();
            }
            resolve();
            if (over || (controller.desiredSize ?? 0) > 0) return;
            idle = setTimeout(() => {
              const error = new Error("nobody has read the export for a long time");
              if (!over) controller.error(error);
              end(error);
            }, idleMs);
            idle.unref();
          });
          worker.postMessage("more");
        });
      },
      cancel: () => end(null),
    },
    { highWaterMark: ahead },
  );
}
