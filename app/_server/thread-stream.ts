import type { Worker } from "node:worker_threads";
import { z } from "zod";

const piece = z.instanceof(Uint8Array).nullable();
/** Pieces that lie ready while the browser takes one. */
const ahead = 2;

/**
 * What a thread gives, a piece for each "more" that it hears and null after the last, at the pace at which it is
 * read. The thread ends with it.
 * @param idleMs somebody who takes nothing for so long has gone, ms
 * @param ended called once, with the error if there was one
 */
export function threadStream(
  worker: Worker,
  idleMs: number,
  ended: (error: Error | null) => void,
): ReadableStream<Uint8Array> {
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
              const error = new Error("nobody has read on for a long time");
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
