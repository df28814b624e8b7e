import { eq } from "drizzle-orm";
import { closeSync, fdatasyncSync, fsyncSync, openSync, readdirSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "#lib/error-code.ts";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { type Image, images } from "#db/schema.ts";

/*
 * Image bytes lie one after the other in pack files; the table `images` says where. A pack belongs to the
 * process that made it and is only ever added to, and rows are committed after fdatasync, so a crash leaves
 * at most bytes that no row points to.
 */

/** A new pack is begun when one has grown past this, bytes. */
const packBytes = 1024 ** 3;
const bufferBytes = 4 * 1024 ** 2;

export type NewImage = Pick<Image, "hash" | "mime" | "width" | "height"> & {
  bytes: Uint8Array;
  shown: { bytes: Uint8Array; mime: string } | null;
};

export type PackWriter = {
  /** Add an image's bytes. @returns the row to insert once flush() has returned */
  add(image: NewImage): Image;
  /** On disk, for good, when this returns. */
  flush(): void;
  close(): void;
};

/** Write images into a pack of this writer's own; made at the first image. */
export function openPackWriter(dir: DataDir, limits = { packBytes }): PackWriter {
  let pack: { name: string; fd: number } | null = null;
  let written = 0;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;

  const drain = () => {
    if (!pack || waitingBytes === 0) return;
    const bytes = Buffer.concat(waiting);
    for (let done = 0; done < bytes.length;)
      done += writeSync(pack.fd, bytes, done, bytes.length - done, written + done);
    written += bytes.length;
    waiting = [];
    waitingBytes = 0;
  };
  const put = (bytes: Uint8Array): number => {
    const offset = written + waitingBytes;
    waiting.push(bytes);
    waitingBytes += bytes.length;
    return offset;
  };
  const flush = () => {
    drain();
    if (pack) fdatasyncSync(pack.fd);
  };
  const close = () => {
    flush();
    if (pack) closeSync(pack.fd);
    pack = null;
    written = 0;
  };
  return {
    add({ hash, mime, width, height, bytes, shown }) {
      if (written + waitingBytes >= limits.packBytes) close();
      pack ??= createPack(dir);
      const row: Image = {
        hash,
        pack: pack.name,
        offset: put(bytes),
        length: bytes.length,
        mime,
        width,
        height,
        shownOffset: shown && put(shown.bytes),
        shownLength: shown && shown.bytes.length,
        shownMime: shown && shown.mime,
      };
      if (waitingBytes >= bufferBytes) drain();
      return row;
    },
    flush,
    close,
  };
}

/** The next free number; "wx" makes sure that no other process gets the same. */
function createPack(dir: DataDir): { name: string; fd: number } {
  const numbers = readdirSync(dir.packs).map((name) => Number(/^(\d+)\.pack$/.exec(name)?.[1] ?? 0));
  for (let number = Math.max(0, ...numbers) + 1; ; number++) {
    const name = `${String(number).padStart(6, "0")}.pack`;
    try {
      const fd = openSync(join(dir.packs, name), "wx");
      const folder = openSync(dir.packs, "r");
      fsyncSync(folder); // the new name itself has to survive
      closeSync(folder);
      return { name, fd };
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
  }
}

export function insertImages(tx: Db, rows: readonly Image[]): void {
  // 10 columns a row, 32,766 parameters a statement
  for (let at = 0; at < rows.length; at += 1000)
    tx.insert(images)
      .values(rows.slice(at, at + 1000))
      .onConflictDoNothing()
      .run();
}

export type StoredImage = { bytes: Buffer; mime: string; hash: string };

/**
 * Read an image from its pack.
 * @param wanted shown: the copy without metadata, where there is one; annotators must get that
 * @returns null for an unknown hash
 * @throws Error when the pack is missing or cut off
 */
export function readImage(
  db: Db,
  dir: DataDir,
  hash: string,
  wanted: { shown: boolean },
): StoredImage | null {
  const row = db.select().from(images).where(eq(images.hash, hash)).get();
  return row ? readPacked(dir, row, wanted) : null;
}

/** readImage when the row is at hand. */
export function readPacked(dir: DataDir, row: Image, wanted: { shown: boolean }): StoredImage {
  const copy = wanted.shown && row.shownOffset !== null && row.shownLength !== null && row.shownMime !== null;
  const place = copy
    ? { offset: row.shownOffset, length: row.shownLength, mime: row.shownMime }
    : { offset: row.offset, length: row.length, mime: row.mime };
  const bytes = Buffer.allocUnsafe(place.length ?? 0);
  const fd = packDescriptor(join(dir.packs, row.pack));
  for (let done = 0; done < bytes.length;) {
    const read = readSync(fd, bytes, done, bytes.length - done, (place.offset ?? 0) + done);
    if (read === 0) throw new Error(`${row.pack} ends before image ${row.hash}`);
    done += read;
  }
  return { bytes, mime: place.mime ?? row.mime, hash: row.hash };
}

const descriptors = new Map<string, number>();
const maxDescriptors = 16;

/** Open packs stay open, the latest used last; reads are synchronous, so none is closed under a read. */
function packDescriptor(path: string): number {
  const known = descriptors.get(path);
  const fd = known ?? openSync(path, "r");
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
