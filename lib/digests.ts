import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** What is to be found in a file, or in its first bytes where somebody goes on adding to it. */
export type Digest = { bytes: number; /** hex */ sha256: string };

export const digestOf = (bytes: Uint8Array): Digest => ({
  bytes: bytes.byteLength,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});

/**
 * Digest of the first bytes of a file; of fewer where it is shorter.
 * @param told how many are done
 */
export const digestOfFile = (path: string, bytes: number, told?: (done: number) => void): Promise<Digest> =>
  digestOfPieces(
    bytes === 0 ? [] : createReadStream(path, { end: bytes - 1, highWaterMark: 1024 ** 2 }),
    told,
  );

/** Digest of bytes that come piece by piece. */
export async function digestOfPieces(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  told: (done: number) => void = () => undefined,
): Promise<Digest> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += piece.byteLength;
    told(bytes);
  }
  return { bytes, sha256: hash.digest("hex") };
}
