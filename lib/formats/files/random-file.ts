import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { FormatError, quote } from "#lib/formats/problem.ts";

/** A file that is read at any place: one of the disk, a part of an archive, or one that was unpacked. */
export type RandomFile = {
  /** as messages name it */
  name: string;
  /** bytes */
  size: number;
  /** what tells its content from that of any other file, as long as nobody writes into it */
  identity: string;
  /** @throws FormatError when so many bytes are not there */
  read(at: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
};

/** Open a file of the disk. @throws FormatError when it cannot be opened */
export async function openRandom(path: string, name = basename(path)): Promise<RandomFile> {
  const file = await open(path, "r").catch(() => null);
  if (!file) throw new FormatError(`${quote(name)} cannot be read.`);
  const { size, dev, ino, mtimeMs } = await file.stat();
  return fromHandle(file, name, size, `${dev} ${ino} ${mtimeMs} ${size}`);
}

/** @param close what is done with the handle in the end */
export const fromHandle = (
  file: FileHandle,
  name: string,
  size: number,
  identity: string,
  close = () => file.close(),
): RandomFile => ({
  name,
  size,
  identity,
  async read(at, length) {
    if (at < 0 || length < 0 || at + length > size) throw cutShort(name, size);
    const bytes = Buffer.allocUnsafe(length);
    for (let got = 0; got < length;) {
      const { bytesRead } = await file.read(bytes, got, length - got, at + got);
      if (bytesRead === 0) throw cutShort(name, at + got);
      got += bytesRead;
    }
    return bytes;
  },
  close,
});

/** A part of another file, which has to stay open as long. */
export const partOf = (file: RandomFile, name: string, start: number, size: number): RandomFile => ({
  name,
  size,
  identity: `${file.identity} ${start} ${size}`,
  async read(at, length) {
    if (at < 0 || length < 0 || at + length > size) throw cutShort(name, size);
    return file.read(start + at, length);
  },
  close: () => Promise.resolve(),
});

/** A file from its beginning to its end. */
export function streamOf(file: RandomFile): Readable {
  async function* pieces() {
    for (let at = 0; at < file.size; at += pieceBytes)
      yield await file.read(at, Math.min(pieceBytes, file.size - at));
  }
  return Readable.from(pieces());
}

const pieceBytes = 256 * 1024;

/** The whole of a small file. @throws FormatError when it is larger than `most` bytes */
export async function readSmall(file: RandomFile, most: number): Promise<Buffer> {
  if (file.size > most)
    throw new FormatError(`${quote(file.name)} is larger than ${Math.round(most / 1024 ** 2)} MB.`);
  return file.read(0, file.size);
}

export const cutShort = (name: string, at: number) =>
  new FormatError(`${quote(name)} is cut short: it ends at byte ${at}.`);

/** Remembers what was opened and not closed, so that a set of files can let go of all of it. */
export function openedFiles(): {
  keep(this: void, file: RandomFile): RandomFile;
  closeAll(this: void): Promise<void>;
} {
  const open = new Set<RandomFile>();
  return {
    keep(file) {
      const kept = {
        ...file,
        close: async () => {
          if (open.delete(kept)) await file.close();
        },
      };
      open.add(kept);
      return kept;
    },
    async closeAll() {
      for (const file of [...open]) await file.close();
    },
  };
}
