import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "#lib/error-code.ts";
import type { DataDir } from "#db/data-dir.ts";
import type { Image } from "#db/schema.ts";

/** Pictures of packs that are files of the data folder. */

/** Which copy: `shown` is the one without metadata, where there is one; annotators must get that. */
export type Wanted = { shown: boolean };

/** Where a copy lies in its pack. */
export type Place = {
  offset: number;
  length: number;
  mime: string;
  /** SHA-256 of the bytes, hex; null: nobody has written it down */
  hash: string | null;
};

export function placeOf(row: Image, { shown }: Wanted): Place {
  if (shown && row.shownOffset !== null && row.shownLength !== null && row.shownMime !== null)
    return {
      offset: row.shownOffset,
      length: row.shownLength,
      mime: row.shownMime,
      hash: row.shownHash,
    };
  return { offset: row.offset, length: row.length, mime: row.mime, hash: row.keptHash ?? row.hash };
}

/**
 * Read a copy of an image from its pack.
 * @returns null where the pack is not in the data folder
 * @throws Error when the pack is cut off
 */
export function readLocal(dir: DataDir, row: Image, { offset, length }: Place): Buffer | null {
  const fd = packDescriptor(join(dir.packs, row.pack));
  if (fd === null) return null;
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const read = readSync(fd, bytes, done, length - done, offset + done);
    if (read === 0) throw new Error(`${row.pack} ends before image ${row.hash}`);
    done += read;
  }
  return bytes;
}

const descriptors = new Map<string, number>();
const maxDescriptors = 16;
/** How often that is looked for which others have removed, ms. */
const lookMs = 10_000;
let looking: NodeJS.Timeout | null = null;

/** Open packs stay open, the latest used last; reads are synchronous, so none is closed under a read. */
function packDescriptor(path: string): number | null {
  const known = descriptors.get(path);
  const fd = known ?? openPack(path);
  if (fd === null) return null;
  descriptors.delete(path);
  descriptors.set(path, fd);
  if (descriptors.size > maxDescriptors) {
    const [oldest] = descriptors;
    if (oldest) {
      descriptors.delete(oldest[0]);
      closeSync(oldest[1]);
    }
  }
  return fd;
}

function openPack(path: string): number | null {
  looking ??= setInterval(closeRemovedPacks, lookMs).unref();
  try {
    return openSync(path, "r");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** Let go of packs that are gone: their room is free then. */
export function closeRemovedPacks(): void {
  for (const [path, fd] of descriptors)
    if (fstatSync(fd).nlink === 0) {
      descriptors.delete(path);
      closeSync(fd);
    }
}
