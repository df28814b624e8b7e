import { hash as digest } from "node:crypto";
import { closeSync, fdatasyncSync, fstatSync, fsyncSync, openSync, readdirSync, writeSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "#lib/error-code.ts";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { isMoved, lastNumber, numberOf } from "#db/packs/bucket-packs.ts";
import { type Image, images } from "#db/schema.ts";

/*
 * Image bytes lie one after the other in pack files; the table `images` says where. A pack belongs to the
 * process that made it and is only ever added to, and rows are committed after fdatasync, so a crash leaves
 * at most bytes that no row points to. Packs that nobody adds to any more may be moved to a bucket (to-bucket.ts).
 */

/** A new pack is begun when one has grown past this, bytes: it is complete then. */
export const packBytes = 1024 ** 3;
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
export function openPackWriter(db: Db, dir: DataDir, limits = { packBytes }): PackWriter {
  let pack: { name: string; fd: number } | null = null;
  /** whether everything added so far is on the disk */
  let flushed = false;
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
    flushed = true;
  };
  const close = () => {
    flush();
    if (pack) closeSync(pack.fd);
    pack = null;
    written = 0;
  };
  return {
    add({ hash, mime, width, height, bytes, shown }) {
      // after a long pause it may have been moved meanwhile
      const moved = pack !== null && flushed && fstatSync(pack.fd).nlink === 0;
      if (moved || written + waitingBytes >= limits.packBytes) close();
      flushed = false;
      pack ??= createPack(db, dir);
      const kept = sha256(bytes);
      const row: Image = {
        hash,
        keptHash: kept === hash ? null : kept,
        pack: pack.name,
        offset: put(bytes),
        length: bytes.length,
        mime,
        width,
        height,
        shownOffset: shown && put(shown.bytes),
        shownLength: shown && shown.bytes.length,
        shownMime: shown && shown.mime,
        shownHash: shown && sha256(shown.bytes),
      };
      if (waitingBytes >= bufferBytes) drain();
      return row;
    },
    flush,
    close,
  };
}

const sha256 = (bytes: Uint8Array): string => digest("sha256", bytes, "hex");

/** The next free number; "wx" makes sure that no other process gets the same. */
function createPack(db: Db, dir: DataDir): { name: string; fd: number } {
  const numbers = readdirSync(dir.packs).map(numberOf);
  for (let number = Math.max(lastNumber(db), ...numbers) + 1; ; number++) {
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

/** The pack was moved before these rows came, and their bytes are in no copy of it: they have to be written again. */
export class PackMoved extends Error {}

/**
 * Make sure that what rows name is where they say; in the transaction that writes them.
 * @throws PackMoved
 */
export function mustBeStored(tx: Db, rows: readonly Image[]): void {
  const ends = new Map<string, number>();
  for (const { pack, offset, length, shownOffset, shownLength } of rows) {
    const end = Math.max(offset + length, (shownOffset ?? 0) + (shownLength ?? 0));
    ends.set(pack, Math.max(end, ends.get(pack) ?? 0));
  }
  for (const [pack, end] of ends)
    if (isMoved(tx, pack, end)) throw new PackMoved(`${pack} was moved while it was added to`);
}

/** @throws PackMoved */
export function insertImages(tx: Db, rows: readonly Image[]): void {
  mustBeStored(tx, rows);
  // 12 columns a row, 32,766 parameters a statement
  for (let at = 0; at < rows.length; at += 1000)
    tx.insert(images)
      .values(rows.slice(at, at + 1000))
      .onConflictDoNothing()
      .run();
}
