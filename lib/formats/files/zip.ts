import { closeSync, createReadStream, fstatSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import { Readable, Transform } from "node:stream";
import { promisify } from "node:util";
import { constants, crc32, createInflateRaw, inflateRaw, inflateRawSync } from "node:zlib";
import yauzl from "yauzl";
import { errorCode } from "#lib/error-code.ts";
import type { FileSet } from "#lib/formats/files/file-set.ts";
import { openedFiles, openRandom, partOf, type RandomFile } from "#lib/formats/files/random-file.ts";
import { unpacked } from "#lib/formats/files/scratch.ts";
import { headBytes } from "#lib/formats/first-bytes.ts";
import { isSystemFile, maxFileBytes, maxFiles, tooLarge } from "#lib/formats/image-source.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";

const inflate = promisify(inflateRaw);

/** What reading one entry needs of the central directory, and its checksum and size as a mark of its content. */
type Entry = { header: number; packed: number; method: number; crc: number; mark: string };

/**
 * Read files from a zip by random access: only the central directory is held, nothing is unpacked to
 * disk. The archive is hostile until shown otherwise; what no honest tool writes refuses the whole of it.
 * @throws FormatError with the reason
 */
export async function openZip(path: string, limits = { files: maxFiles }): Promise<FileSet> {
  const entries = new Map<string, Entry>();
  const problems: { file: string; reason: string }[] = [];
  const skipped: string[] = [];
  const archive = `The zip ${quote(basename(path))}`;
  let packed = 0;
  const fd = openSync(path, "r");
  try {
    const fileSize = fstatSync(fd).size;
    const reader = new BufferedReader(fd, fileSize);
    const zip = await yauzl.fromRandomAccessReaderPromise(reader, fileSize, {
      strictFileNames: true,
      autoClose: false,
    });
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName;
      refuseHostile(archive, entry);
      packed += entry.compressedSize;
      if (packed > fileSize) throw new FormatError(`${archive} is damaged: its entries overlap.`);
      if (name.endsWith("/")) continue;
      if (isSystemFile(name)) skipped.push(name);
      else if (entries.has(name))
        problems.push({ file: name, reason: "The zip holds two files with this name; the first counts." });
      else
        entries.set(name, {
          header: entry.relativeOffsetOfLocalHeader,
          packed: entry.compressedSize,
          method: entry.compressionMethod,
          crc: entry.crc32,
          mark: `${entry.crc32} ${entry.uncompressedSize}`,
        });
      if (entries.size > limits.files)
        throw new FormatError(`${archive} holds more than ${counted(limits.files)} files.`);
    }
  } catch (error) {
    const refusal = error instanceof FormatError ? error : unreadable(error, archive, fd);
    closeSync(fd);
    throw refusal;
  }
  const { keep, closeAll } = openedFiles();
  const entryOf = (name: string) => {
    const entry = entries.get(name);
    if (!entry) throw new FormatError(`There is no file ${quote(name)} in the zip.`);
    return entry;
  };
  return {
    kind: "zip",
    names: [...entries.keys()].sort(),
    problems,
    skipped,
    mark: (name) => entries.get(name)?.mark,
    read: async (name) => readEntry(fd, entryOf(name)),
    head: (name) => Promise.resolve(headOf(path, fd, name, entryOf(name))),
    open: async (name) => keep(await openEntry(path, fd, name, entryOf(name))),
    async close() {
      await closeAll();
      closeSync(fd);
    },
  };
}

/** Where the packed bytes of an entry begin: 30 bytes of a local header, a name and an extra field before. */
function startOf(path: string, fd: number, name: string, { header }: Entry): number {
  const local = readAt(fd, header, 30);
  if (!isLocalHeader(local)) throw damagedEntry(path, name, header);
  return header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
}

function headOf(path: string, fd: number, name: string, entry: Entry): Buffer {
  const start = startOf(path, fd, name, entry);
  const packed = readAt(fd, start, Math.min(entry.packed, 4 * headBytes));
  if (entry.method === 0) return packed.subarray(0, headBytes);
  try {
    // what there is of it, although it does not end here
    return inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, headBytes);
  } catch {
    throw damagedEntry(path, name, start);
  }
}

/** An entry of any size: where it lies when it is stored as it is, else unpacked to the disk. */
async function openEntry(path: string, fd: number, name: string, entry: Entry): Promise<RandomFile> {
  const start = startOf(path, fd, name, entry);
  const zip = await openRandom(path);
  const called = `${name} in ${basename(path)}`;
  if (entry.method === 0) return { ...partOf(zip, called, start, entry.packed), close: () => zip.close() };
  await zip.close();
  if (entry.method !== 8) throw new FormatError(`${quote(called)} is packed in a way that is not supported.`);
  const key = `inflate ${zip.identity} ${entry.header} ${entry.mark}`;
  const packed = () => createReadStream(path, { start, end: start + entry.packed - 1 });
  const from = () => (entry.packed === 0 ? Readable.from([]) : packed());
  const through = () => [createInflateRaw(), checked(entry, called)];
  return unpacked(key, called, from, through);
}

/** Passes the bytes on, and fails at the end unless they have the checksum that the zip says. */
function checked({ crc }: Entry, name: string): Transform {
  let sum = 0;
  return new Transform({
    transform(bytes: Buffer, _, done) {
      sum = crc32(bytes, sum);
      done(null, bytes);
    },
    flush: (done) => done(sum === crc ? null : new FormatError(`${quote(name)} is damaged.`)),
  });
}

/** Names that would leave the folder, hide in it or act on a terminal, links, and encrypted entries. */
function refuseHostile(archive: string, entry: yauzl.Entry): void {
  const name = entry.fileName;
  // yauzl itself refuses absolute names, "..", backslashes and (strict) whatever it would have to mend.
  if (/\p{Cc}/u.test(name))
    throw new FormatError(`${archive} was refused: the name ${quote(name)} holds control characters.`);
  if (name.length > 1024)
    throw new FormatError(`${archive} was refused: a name in it is over 1,024 characters.`);
  const unixMode = entry.externalFileAttributes >>> 16;
  if ((unixMode & 0o170000) === 0o120000)
    throw new FormatError(`${archive} was refused: ${quote(name)} is a symbolic link.`);
  if (entry.isEncrypted()) throw new FormatError(`${archive} is encrypted; pack it without a password.`);
}

/**
 * Sizes in a zip are claims of whoever wrote it: the inflated bytes are counted as they come, up to
 * maxFileBytes, and must match the checksum.
 */
async function readEntry(fd: number, entry: Entry): Promise<Uint8Array> {
  if (entry.packed > maxFileBytes) throw new FormatError(tooLarge);
  // Local header: 30 bytes, of which 26 and 28 tell the lengths of the name and of the extra field.
  // Mostly one read gets it all.
  const guess = readAt(fd, entry.header, 30 + 256 + entry.packed);
  if (!isLocalHeader(guess)) throw new FormatError(damaged);
  const start = 30 + guess.readUInt16LE(26) + guess.readUInt16LE(28);
  const end = start + entry.packed;
  const packed =
    end <= guess.length ? guess.subarray(start, end) : readAt(fd, entry.header + start, entry.packed);
  if (packed.length !== entry.packed) throw new FormatError(damaged);
  const bytes = await unpack(packed, entry.method);
  if (crc32(bytes) !== entry.crc) throw new FormatError(damaged);
  return bytes;
}

/** Below this an entry is inflated at once: the way to another thread costs more, bytes. */
const small = 65_536;

async function unpack(packed: Buffer, method: number): Promise<Buffer> {
  if (method === 0) return packed;
  if (method !== 8) throw new FormatError(unsupported);
  const options = { maxOutputLength: maxFileBytes };
  try {
    return packed.length < small ? inflateRawSync(packed, options) : await inflate(packed, options);
  } catch (error) {
    const bomb = errorCode(error) === "ERR_BUFFER_TOO_LARGE";
    throw new FormatError(bomb ? tooLarge : damaged);
  }
}

/** @returns up to `length` bytes; fewer at the end of the file */
function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, position));
}

/** yauzl reads the central directory in bites of 46 bytes; this reads it by the megabyte. */
class BufferedReader extends yauzl.RandomAccessReader {
  readonly #fd: number;
  readonly #size: number;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(fd: number, size: number) {
    super();
    this.#fd = fd;
    this.#size = size;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const inside = position >= this.#start && position + length <= this.#start + this.#window.length;
    if (!inside) {
      this.#start = position;
      this.#window = readAt(this.#fd, position, Math.max(length, Math.min(1024 ** 2, this.#size - position)));
    }
    const from = position - this.#start;
    const copied = this.#window.copy(buffer, offset, from, from + length);
    process.nextTick(callback, copied === length ? null : new Error("the file ends early"));
  }

  override _readStreamForRange(): Readable {
    throw new Error("entries are read by readEntry()");
  }
}

const damaged = "The file is damaged inside the zip.";
const unsupported = "The zip packs this file in a way that is not supported.";

const isLocalHeader = (bytes: Buffer) => bytes.length >= 30 && bytes.readUInt32LE(0) === 0x04034b50;

const damagedEntry = (path: string, name: string, at: number) =>
  new FormatError(`${quote(`${name} in ${basename(path)}`)} is damaged, at byte ${at} of the zip.`);

function unreadable(error: unknown, archive: string, fd: number): FormatError {
  const text = error instanceof Error ? error.message : String(error);
  if (/absolute path|relative path|invalid characters/.test(text))
    return new FormatError(
      `${archive} was refused: a name in it is absolute, has a backslash or leads out of the folder.`,
    );
  if (/encrypt/.test(text)) return new FormatError(`${archive} is encrypted; pack it without a password.`);
  if (/end of central directory/i.test(text)) return new FormatError(`${archive} ${withoutList(fd)}`);
  return new FormatError(`${archive} is damaged or cut off (${text.replace(/\.$/, "")}).`);
}

/** So much of the end of a damaged zip is looked at, bytes. */
const tailBytes = 16 * 1024 ** 2;

/** Where a zip ends that has lost the list at its end, and in which of its files, if its header is not far before. */
function withoutList(fd: number): string {
  const { size } = fstatSync(fd);
  const tail = readAt(fd, Math.max(0, size - tailBytes), Math.min(size, tailBytes));
  const last = tail.lastIndexOf("PK\x03\x04", undefined, "latin1");
  const local = tail.subarray(Math.max(0, last));
  const whole = !isLocalHeader(local) || local.includes("PK\x01\x02", 0, "latin1"); // the list itself is cut
  const within = whole ? "" : ` within ${quote(local.toString("utf8", 30, 30 + local.readUInt16LE(26)))},`;
  return `is damaged or cut off: it ends at byte ${size},${within} without the list of its files.`;
}
