import type { ByteStore } from "#lib/formats/arrays/number-array.ts";
import type { RandomFile } from "#lib/formats/files/random-file.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";

/** Characters between two places that are remembered, and bytes that are read at a time to find them. */
const block = 4_096;
const pieceBytes = 256 * 1024;

/**
 * Bytes that Python 3 wrote as a text for the older protocols: each is a character of UTF-8, of one byte or two. They
 * are found where they lie, by the places of every 4,096th.
 * @param at where the text begins @param length its bytes
 * @throws FormatError when it holds characters that are no bytes
 */
export async function latinText(file: RandomFile, at: number, length: number): Promise<ByteStore> {
  const starts: number[] = [];
  let characters = 0;
  for (let from = 0; from < length; from += pieceBytes) {
    const piece = await file.read(at + from, Math.min(pieceBytes, length - from));
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i] ?? 0;
      if ((byte & 0xc0) === 0x80) continue; // the second byte of a character
      if (byte > 0xc3)
        throw new FormatError(
          `${quote(file.name)} holds a text instead of numbers, at byte ${at + from + i}.`,
        );
      if (characters % block === 0) starts.push(from + i);
      characters++;
    }
  }
  return {
    size: characters,
    async read(first, count) {
      const start = Math.floor(first / block);
      const from = starts[start] ?? length;
      const to = starts[Math.ceil((first + count) / block)] ?? length;
      const bytes = decoded(await file.read(at + from, to - from));
      return bytes.subarray(first - start * block, first - start * block + count);
    },
  };
}

function decoded(text: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i] ?? 0;
    bytes[length++] = byte < 0x80 ? byte : ((byte & 3) << 6) | ((text[++i] ?? 0) & 0x3f);
  }
  return bytes.subarray(0, length);
}
