import type { ReadStream } from "node:fs";

/** A file's bytes as a response takes them, at the pace at which they are taken; closed with it. */
export function fileStream(file: ReadStream): ReadableStream<Uint8Array> {
  const pieces: AsyncIterator<unknown> = file[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await pieces.next();
        if (done) controller.close();
        else if (value instanceof Uint8Array) controller.enqueue(value);
      },
      cancel() {
        file.destroy();
      },
    },
    { highWaterMark: 1 },
  );
}
