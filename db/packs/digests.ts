import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/**
 * SHA-256 of the first bytes of a file, hex.
 * @param told how many are done
 */
export const digestOfFile = (path: string, bytes: number, told?: (done: number) => void): Promise<string> =>
  digestOfPieces(
    bytes === 0 ? [] : createReadStream(path, { end: bytes - 1, highWaterMark: 1024 ** 2 }),
    told,
  );

/** SHA-256 of bytes that come piece by piece, hex. */
export async function digestOfPieces(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  told: (done: number) => void = () => undefined,
): Promise<string> {
  const hash = createHash("sha256");
  let done = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    done += piece.length;
    told(done);
  }
  return hash.digest("hex");
}
