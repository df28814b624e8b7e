import type { FileSet } from "#lib/formats/files/file-set.ts";
import { partOf, type RandomFile } from "#lib/formats/files/random-file.ts";
import { headBytes } from "#lib/formats/first-bytes.ts";
import { isSystemFile, maxFileBytes, maxFiles, tooLarge } from "#lib/formats/image-source.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";

const block = 512;
/** Longest name or list of attributes that is read, bytes. */
const longestExtra = 1024 ** 2;
/** Headers of many small files lie close together: so much is read at a time. */
const windowBytes = 64 * 1024;

/** Does a file that begins like this look like a tar? Its first header carries its own checksum. */
export const beginsTar = (head: Buffer): boolean =>
  head.length >= block && (checksumFits(head) || head.subarray(0, block).every((byte) => byte === 0));

/**
 * Read files from a tar (POSIX.1-2001 pax, GNU, and the older ones) by random access: only names and places are held.
 * tar-stream would have to read all of it to come from one header to the next.
 * @param file is closed with it
 * @throws FormatError with the reason and the byte
 */
export async function openTar(file: RandomFile, limits = { files: maxFiles }): Promise<FileSet> {
  const places = new Map<string, { start: number; size: number }>();
  const problems: { file: string; reason: string }[] = [];
  const skipped: string[] = [];
  try {
    for await (const { name, start, size, type, at } of entriesOf(file)) {
      if (type === "5") continue;
      const clean = name.replace(/^(\.\/)+/, "");
      refuseHostile(clean, at);
      if (type !== "0" || isSystemFile(clean)) skipped.push(clean);
      else if (places.has(clean))
        problems.push({ file: clean, reason: "The tar holds two files with this name; the first counts." });
      else places.set(clean, { start, size });
      if (places.size > limits.files)
        throw new FormatError(`The tar holds more than ${counted(limits.files)} files.`);
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  const placeOf = (name: string) => {
    const place = places.get(name);
    if (!place) throw new FormatError(`There is no file ${quote(name)} in the tar.`);
    return place;
  };
  return {
    kind: "tar",
    names: [...places.keys()].sort(),
    problems,
    skipped,
    async read(name) {
      const { start, size } = placeOf(name);
      if (size > maxFileBytes) throw new FormatError(tooLarge);
      return file.read(start, size);
    },
    async head(name) {
      const { start, size } = placeOf(name);
      return file.read(start, Math.min(headBytes, size));
    },
    open: (name) => {
      const { start, size } = placeOf(name);
      return Promise.resolve(partOf(file, name, start, size));
    },
    close: () => file.close(),
  };
}

function refuseHostile(name: string, at: number): void {
  const where = `${quote(name)}, at byte ${at},`;
  if (name.startsWith("/") || name.includes("\\") || name.split("/").includes(".."))
    throw new FormatError(`The tar was refused: the name ${where} is absolute or leads out of the folder.`);
  if (name === "" || /\p{Cc}/u.test(name))
    throw new FormatError(`The tar was refused: the name ${where} is empty or holds control characters.`);
  if (name.length > 1024)
    throw new FormatError(`The tar was refused: the name at byte ${at} is over 1,024 characters.`);
}

type Entry = { name: string; type: string; start: number; size: number; at: number };

async function* entriesOf(file: RandomFile): AsyncGenerator<Entry> {
  const headers = windowOn(file);
  const text = async (at: number, size: number) => {
    if (size > longestExtra) throw damaged(file, at);
    return (await file.read(at, size)).toString("utf8");
  };
  let longName: string | null = null;
  let attributes = new Map<string, string>();
  for (let at = 0; at < file.size;) {
    const header = await headers(at);
    if (header.every((byte) => byte === 0)) return;
    if (!checksumFits(header)) throw damaged(file, at);
    const type = String.fromCharCode(header[156] === 0 ? 48 : (header[156] ?? 48));
    const ownSize = numberIn(header, 124, 12);
    const size = Number(attributes.get("size") ?? ownSize);
    const start = at + block;
    if (!Number.isSafeInteger(size) || size < 0 || start + size > file.size)
      throw new FormatError(
        `The tar ${quote(file.name)} is cut short: the file at byte ${at} goes beyond its end.`,
      );
    if (type === "L") longName = (await text(start, size)).replace(/\0.*$/s, "");
    else if (type === "x") attributes = attributesIn(await text(start, size));
    else if (type !== "g" && type !== "K") {
      const name = attributes.get("path") ?? longName ?? nameIn(header);
      yield { name, type: type === "7" ? "0" : type, start, size, at };
      longName = null;
      attributes = new Map();
    }
    at = start + Math.ceil(size / block) * block;
  }
  // a tar ends with empty blocks; without them more may have followed
  throw new FormatError(`The tar ${quote(file.name)} is cut short: it ends at byte ${file.size}.`);
}

/** @returns the header at a place; of those behind it some are read with it */
function windowOn(file: RandomFile): (at: number) => Promise<Buffer> {
  let window: Buffer = Buffer.alloc(0);
  let start = 0;
  return async (at) => {
    if (at < start || at + block > start + window.length) {
      if (at + block > file.size) throw damaged(file, at);
      start = at;
      window = await file.read(at, Math.min(windowBytes, file.size - at));
    }
    return window.subarray(at - start, at - start + block);
  };
}

/** The sum of all bytes of a header, its own field taken as spaces. */
function checksumFits(header: Buffer): boolean {
  let sum = 8 * 32;
  for (let i = 0; i < block; i++) if (i < 148 || i >= 156) sum += header[i] ?? 0;
  return numberIn(header, 148, 8) === sum;
}

/** Octal digits, or (GNU, for large files) big-endian bytes behind a set bit. NaN for neither. */
function numberIn(header: Buffer, at: number, length: number): number {
  if (((header[at] ?? 0) & 0x80) !== 0) {
    let value = (header[at] ?? 0) & 0x7f;
    for (let i = 1; i < length; i++) value = value * 256 + (header[at + i] ?? 0);
    return value;
  }
  const digits = textIn(header, at, length).trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || "0", 8) : NaN;
}

function nameIn(header: Buffer): string {
  const name = textIn(header, 0, 100);
  const posix = textIn(header, 257, 6) === "ustar" && header[263] === 48;
  const prefix = posix ? textIn(header, 345, 155) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

function textIn(header: Buffer, at: number, length: number): string {
  const bytes = header.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end < 0 ? length : end);
}

/** Lines of "length key=value", the length in bytes and that of the whole line. */
function attributesIn(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let rest = Buffer.from(text);
  for (;;) {
    const digits = /^\d{1,7} /.exec(rest.toString("latin1", 0, 9))?.[0] ?? "";
    const length = Number(digits);
    if (digits === "" || length <= digits.length || length > rest.length) return found;
    const [key = "", ...value] = rest.toString("utf8", digits.length, length - 1).split("=");
    found.set(key, value.join("="));
    rest = rest.subarray(length);
  }
}

const damaged = (file: RandomFile, at: number) =>
  new FormatError(`The tar ${quote(file.name)} is damaged at byte ${at}.`);
