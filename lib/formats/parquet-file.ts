import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import type { RandomFile } from "#lib/formats/files/random-file.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { numbered } from "#lib/numbers.ts";

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

/** Length of the footer and "PAR1", which a file ends with. */
const endBytes = 8;

/**
 * What a file says of itself, in its footer.
 * @throws FormatError with the place where it does not end as it begins, or its footer cannot be read
 */
export async function openParquet(
  name: string,
  file: AsyncBuffer,
): Promise<{ metadata: FileMetaData; schema: SchemaTree; columns: string[] }> {
  const size = file.byteLength;
  const end = Buffer.from(await file.slice(Math.max(0, size - endBytes)));
  if (end.length < endBytes || end.toString("latin1", 4) !== "PAR1")
    throw new FormatError(
      `The Parquet file ${quote(name)} is damaged or cut short: it has no end at byte ${size}.`,
    );
  const length = end.readUInt32LE(0);
  const start = size - endBytes - length;
  if (start < 4)
    throw new FormatError(
      `The Parquet file ${quote(name)} is damaged: its footer cannot be ${numbered(length, "byte")} long, as byte ${size - endBytes} says.`,
    );
  return readable(name, `its footer, at byte ${start}`, async () => {
    const metadata = await parquetMetadataAsync(file);
    const schema = parquetSchema(metadata);
    const columns = schema.children.map(({ element }) => element.name);
    columns.map((column) => column.trim()); // a damaged schema names none
    return { metadata, schema, columns };
  });
}

/**
 * The library says in many ways what is the same to a person.
 * @param place what is read, for the sentence
 */
export async function readable<T>(name: string, place: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const why = error instanceof Error && /unsupported/i.test(error.message) ? ` (${error.message})` : "";
    throw new FormatError(
      `The Parquet file ${quote(name)} is damaged or of a kind that cannot be read, in ${place}${why}.`,
    );
  }
}

/** Rows for a sentence, counted from 1. @param start from 0 @param end behind the last one */
export const rowsFrom = (start: number, end: number): string => `rows ${start + 1} to ${end}`;
