import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { crc32, inflateRaw, inflateRawSync } from "node:zlib";
import yauzl from "yauzl";
import {
  type ImageSource,
  isSystemFile,
  maxFileBytes,
  maxFiles,
  tooLarge,
} from "#lib/formats/image-source.ts";
import { errorCode } from "#lib/error-code.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";

const inflate = promisify(inflateRaw);

/** What reading one entry needs of the central directory, and its checksum and size as a mark of its content. */
type Entry = { header: number; packed: number; method: number; crc: number; mark: string };

/**
 * Read images from a zip by random access: only the central directory is held, nothing is unpacked to
 * disk. The archive is hostile until shown otherwise; what no honest tool writes refuses the whole of it.
 * @throws FormatError with the reason
 */
export async function openZip(path: string, limits = { files: maxFiles }): Promise<ImageSource> {
  const entries = new Map<string, Entry>();
  const problems: { file: string; reason: string }[] = [];
  const skipped: string[] = [];
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
      refuseHostile(entry);
      packed += entry.compressedSize;
      if (packed > fileSize) throw new FormatError("The zip is damaged: its entries overlap.");
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
        throw new FormatError(`The zip holds more than ${counted(limits.files)} files.`);
    }
  } catch (error) {
    closeSync(fd);
    throw error instanceof FormatError ? error : unreadable(error);
  }
  return {
    names: [...entries.keys()].sort(),
    problems,
    skipped,
    mark: (name) => entries.get(name)?.mark,
    async read(name) {
      const entry = entries.get(name);
      if (!entry) throw new FormatError(`There is no file ${quote(name)} in the zip.`);
      return readEntry(fd, entry);
    },
    close: () => Promise.resolve(closeSync(fd)),
  };
}

/** Names that would leave the folder, hide in it or act on a terminal, links, and encrypted entries. */
function refuseHostile(entry: yauzl.Entry): void {
  const name = entry.fileName;
  // yauzl itself refuses absolute names, "..", backslashes and (strict) whatever it would have to mend.
  if (/\p{Cc}/u.test(name))
    throw new FormatError(`The zip was refused: the name ${quote(name)} holds control characters.`);
  if (name.length > 1024)
    throw new FormatError("The zip was refused: a name in it is over 1,024 characters.");
  const unixMode = entry.externalFileAttributes >>> 16;
  if ((unixMode & 0o170000) === 0o120000)
    throw new FormatError(`The zip was refused: ${quote(name)} is a symbolic link.`);
  if (entry.isEncrypted()) throw new FormatError("The zip is encrypted; pack it without a password.");
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
  if (guess.length < 30 || guess.readUInt32LE(0) !== 0x04034b50) throw new FormatError(damaged);
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
  if (method !== 8) throw new FormatError("The zip packs this file in a way that is not supported.");
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

function unreadable(error: unknown): FormatError {
  const text = error instanceof Error ? error.message : String(error);
  if (/absolute path|relative path|invalid characters/.test(text))
    return new FormatError(
      "The zip was refused: a name in it is absolute, has a backslash or leads out of the folder.",
    );
  if (/encrypt/.test(text)) return new FormatError("The zip is encrypted; pack it without a password.");
  if (/end of central directory/i.test(text)) return new FormatError("The zip is damaged or cut off.");
  return new FormatError(`The zip is damaged or cut off (${text.replace(/\.$/, "")}).`);
}
