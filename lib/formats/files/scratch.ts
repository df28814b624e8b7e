import { mkdtemp, open, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Readable, type Transform, Writable } from "node:stream";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { errorCode } from "#lib/error-code.ts";
import { fromHandle, type RandomFile } from "#lib/formats/files/random-file.ts";

/** Most that one packed file may become, bytes: a few kilobytes can claim any size. */
const mostBytes = 16 * 1024 ** 3;
/** Room that is left on the disk, bytes. */
const reserve = 256 * 1024 ** 2;
/** How often the room is looked at, bytes. */
const lookEvery = 64 * 1024 ** 2;
/** How long an unpacked file is kept after its last use: a preview and its thumbnails ask one by one, ms. */
const keptFor = 20_000;

type Kept = { file: Promise<RandomFile>; users: number; timer: NodeJS.Timeout | undefined };
const kept = new Map<string, Kept>();

/**
 * Unpack a file into the folder for temporary files (TMPDIR), so that it can be read at any place. The same content
 * is unpacked once for all who use it at about the same time.
 * @param key what tells this content from any other
 * @throws FormatError when it is damaged or too large
 */
export async function unpacked(
  key: string,
  name: string,
  from: () => Readable,
  through: () => readonly Transform[],
): Promise<RandomFile> {
  let entry = kept.get(key);
  if (!entry) {
    entry = { file: unpack(key, name, from(), through()), users: 0, timer: undefined };
    kept.set(key, entry);
  }
  const used = entry;
  clearTimeout(used.timer);
  used.users++;
  const release = async () => {
    if (--used.users > 0) return;
    used.timer = setTimeout(() => void drop(key, used), keptFor).unref();
    await Promise.resolve();
  };
  try {
    const file = await used.file;
    let open = true;
    return {
      ...file,
      name,
      close: async () => {
        if (open) await release();
        open = false;
      },
    };
  } catch (error) {
    if (kept.get(key) === used) kept.delete(key);
    throw error;
  }
}

async function drop(key: string, { file }: Kept): Promise<void> {
  kept.delete(key);
  await (await file).close();
}

async function unpack(
  key: string,
  name: string,
  from: Readable,
  through: readonly Transform[],
): Promise<RandomFile> {
  const folder = await mkdtemp(join(tmpdir(), "tandem-unpacked-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  const file = await open(join(folder, "file"), "wx+").catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  try {
    let size = 0;
    let looked = 0;
    const out = new Writable({
      write(bytes: Buffer, _, done) {
        const add = async () => {
          if (size + bytes.length > mostBytes)
            throw new FormatError(`${quote(name)} is larger than ${mostBytes / 1024 ** 3} GB unpacked.`);
          if (size >= looked) {
            looked = size + lookEvery;
            const { bavail, bsize } = await statfs(folder);
            if (bavail * bsize < reserve) throw new FormatError(full);
          }
          await file.writev([bytes], size);
          size += bytes.length;
        };
        add().then(() => done(), done);
      },
    });
    await pipeline([from, ...through, out]);
    // Where the system allows it the name goes at once, so that nothing is left behind by a killed process.
    const nameless = process.platform !== "win32";
    if (nameless) await remove();
    return fromHandle(file, name, size, key, async () => {
      await file.close();
      if (!nameless) await remove();
    });
  } catch (error) {
    await file.close();
    await remove();
    throw sentenceFor(error, name, through[0]);
  }
}

const full = "There is no room on the disk to unpack the file; make some, or point TMPDIR to another disk.";

/** @param unpacker of Node's zlib, which counts the bytes that it took */
function sentenceFor(error: unknown, name: string, unpacker: Transform | undefined): unknown {
  const code = errorCode(error) ?? "";
  if (code === "ENOSPC") return new FormatError(full);
  if (!code.startsWith("Z_")) return error;
  const taken = unpacker && "bytesWritten" in unpacker ? Number(unpacker.bytesWritten) : 0;
  return new FormatError(
    code === "Z_BUF_ERROR"
      ? `${quote(name)} is cut short: it ends at byte ${taken}.`
      : `${quote(name)} is damaged near byte ${taken}.`,
  );
}
