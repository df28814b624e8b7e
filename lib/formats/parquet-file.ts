import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { AsyncBuffer, Compressors } from "hyparquet";
import type { RandomFile } from "#lib/formats/files/random-file.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";

/** A page of a column that is null throughout has no bytes, and Node knows no limit of none. */
const atMost = (length: number) => ({ maxOutputLength: Math.max(1, length) });

/** Node brings what hyparquet (Snappy, none) does not. */
export const compressors: Compressors = {
  GZIP: (input, length) => gunzipSync(input, atMost(length)),
  BROTLI: (input, length) => brotliDecompressSync(input, atMost(length)),
  ZSTD: (input, length) => zstdDecompressSync(input, atMost(length)),
};

/** A file as hyparquet takes it. */
export const asyncBuffer = (file: RandomFile): AsyncBuffer => ({
  byteLength: file.size,
  async slice(start, end = file.size) {
    const from = start < 0 ? file.size + start : start;
    const bytes = await file.read(from, Math.max(0, end - from));
    return new Uint8Array(bytes).buffer;
  },
});

/** Parquet ends as it begins. @throws FormatError where a file does not */
export async function refuseCut(name: string, file: AsyncBuffer): Promise<void> {
  const end = Buffer.from(await file.slice(Math.max(0, file.byteLength - 4)));
  if (end.toString("latin1") !== "PAR1")
    throw new FormatError(
      `The Parquet file ${quote(name)} is damaged or cut short: it has no end at byte ${file.byteLength}.`,
    );
}

/** The library says in many ways what is the same to a person. */
export async function readable<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const why = error instanceof Error && /unsupported/i.test(error.message) ? ` (${error.message})` : "";
    throw new FormatError(
      `The Parquet file ${quote(name)} is damaged or of a kind that cannot be read${why}.`,
    );
  }
}
