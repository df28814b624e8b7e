import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

/** Written together: what encoders give comes in pieces of a few bytes, too. */
const pieceBytes = 1024 ** 2;

/**
 * Write a new file, and hash it on the way. On disk, for good, when it resolves.
 * @param wrote called now and then with the bytes so far; what it throws ends the writing
 */
export async function writeFile(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  wrote: (bytes: number) => void | Promise<void> = () => undefined,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  const file = await open(path, "wx", 0o600);
  let bytes = 0;
  try {
    for await (const piece of pieces(chunks)) {
      hash.update(piece);
      await writeAll(file, piece);
      bytes += piece.length;
      await wrote(bytes);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** The same bytes, in pieces of a size that is worth a write. */
export async function* pieces(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < pieceBytes) continue;
    yield Buffer.concat(waiting);
    [waiting, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

async function writeAll(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let done = 0; done < piece.length;)
    done += (await file.write(piece, done, piece.length - done)).bytesWritten;
}
