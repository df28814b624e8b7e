import { makeZip } from "client-zip";

/** A file inside an archive. */
export type ZipEntry = { name: string; input: Uint8Array | AsyncIterable<Uint8Array> };

type Entries = Iterable<ZipEntry> | AsyncIterable<ZipEntry>;

/**
 * A zip archive (Zip64 where it has to be) of files that are stored as they are: pictures are compressed already.
 * Written as it is read; of files that were written, it keeps their names and places only.
 * @param at what the files are dated, ms since 1970 UTC
 */
export async function* zipped(entries: Entries, at: number): AsyncGenerator<Uint8Array, void, void> {
  const reader = makeZip(dated(entries, new Date(at))).getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function* dated(entries: Entries, lastModified: Date) {
  for await (const entry of entries) yield { ...entry, lastModified };
}

/** What comes in pieces, as the archive takes it. */
// eslint-disable-next-line @typescript-eslint/require-await -- what it reads is there
export async function* inPieces(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  yield* pieces;
}
