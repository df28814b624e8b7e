import { type FileHandle, open } from "node:fs/promises";
import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";
import yauzl from "yauzl";
import {
  type ImageSource,
  isSystemFile,
  mostFileBytes,
  mostFiles,
  tooLarge,
} from "#lib/formats/image-source.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";

const inflate = promisify(inflateRaw);

/** What reading one entry needs of the central directory. */
type Entry = { header: number; packed: number; method: number; crc: number };

/**
 * Read images from a zip by random access: only the central directory is held, nothing is unpacked to
 * disk. The archive is hostile until shown otherwise; what no honest tool writes refuses the whole of it.
 * @throws FormatError with the reason
 */
export async function openZip(path: string, limits = { files: mostFiles }): Promise<ImageSource> {
  const entries = new Map<string, Entry>();
  const problems: { file: string; reason: string }[] = [];
  const skipped: string[] = [];
  let packed = 0;
  let zip: yauzl.ZipFile;
  try {
    zip = await yauzl.openPromise(path, { strictFileNames: true, autoClose: false });
  } catch (error) {
    throw unreadable(error);
  }
  const { fileSize } = zip;
  try {
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
        });
      if (entries.size > limits.files)
        throw new FormatError(`The zip holds more than ${limits.files.toLocaleString("en")} files.`);
    }
  } catch (error) {
    throw error instanceof FormatError ? error : unreadable(error);
  } finally {
    zip.close();
  }
  const file = await open(path, "r");
  return {
    names: [...entries.keys()].sort(),
    problems,
    skipped,
    async read(name) {
      const entry = entries.get(name);
      if (!entry) throw new FormatError(`There is no file ${quote(name)} in the zip.`);
      return readEntry(file, entry);
    },
    close: () => file.close(),
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
 * mostFileBytes, and must match the checksum.
 */
async function readEntry(file: FileHandle, entry: Entry): Promise<Uint8Array> {
  if (entry.packed > mostFileBytes) throw new FormatError(tooLarge);
  // Local header: 30 bytes, of which 26 and 28 tell the lengths of the name and of the extra field.
  const header = await readExactly(file, entry.header, 30);
  if (header.readUInt32LE(0) !== 0x04034b50) throw new FormatError(damaged);
  const start = entry.header + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = await readExactly(file, start, entry.packed);
  const bytes = await unpack(packed, entry.method);
  if (crc32(bytes) !== entry.crc) throw new FormatError(damaged);
  return bytes;
}

async function unpack(packed: Buffer, method: number): Promise<Buffer> {
  if (method === 0) return packed;
  if (method !== 8) throw new FormatError("The zip packs this file in a way that is not supported.");
  try {
    return await inflate(packed, { maxOutputLength: mostFileBytes });
  } catch (error) {
    const bomb = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw new FormatError(bomb ? tooLarge : damaged);
  }
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  if (bytesRead !== length) throw new FormatError(damaged);
  return bytes;
}

const damaged = "The file is damaged inside the zip.";

function unreadable(error: unknown): FormatError {
  const text = error instanceof Error ? error.message : String(error);
  if (/absolute path|relative path|invalid characters/.test(text))
    return new FormatError(
      "The zip was refused: a name in it is absolute, has a backslash or leads out of the folder.",
    );
  if (/encrypt/.test(text)) return new FormatError("The zip is encrypted; pack it without a password.");
  return new FormatError(`The zip is damaged or cut off (${text.replace(/\.$/, "")}).`);
}
