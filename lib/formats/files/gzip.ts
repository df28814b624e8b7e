import { constants, createGunzip, gunzipSync } from "node:zlib";
import type { FileSet } from "#lib/formats/files/file-set.ts";
import { openedFiles, type RandomFile, streamOf } from "#lib/formats/files/random-file.ts";
import { unpacked } from "#lib/formats/files/scratch.ts";
import { headBytes } from "#lib/formats/first-bytes.ts";

export const beginsGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** The first unpacked bytes of a file; those of the file itself where it is no gzip. */
export function plainHead(head: Buffer): Buffer {
  if (!beginsGzip(head)) return head;
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, headBytes);
  } catch {
    return head;
  }
}

/** A set of files whose gzipped ones are read as what is in them. */
export function withoutGzip(files: FileSet): FileSet {
  const { keep, closeAll } = openedFiles();
  return {
    ...files,
    head: async (name) => plainHead(await files.head(name)),
    async open(name) {
      const file = await files.open(name);
      return beginsGzip(await file.read(0, Math.min(2, file.size))) ? keep(await gunzipped(file)) : file;
    },
    async close() {
      await closeAll();
      await files.close();
    },
  };
}

/** A gzip unpacked to the disk. @param file is closed @throws FormatError when it is damaged */
export async function gunzipped(file: RandomFile): Promise<RandomFile> {
  try {
    const from = () => streamOf(file);
    return await unpacked(`gzip ${file.identity}`, file.name, from, () => [createGunzip()]);
  } finally {
    await file.close();
  }
}
